"""What goes wrong, with the HTTP status that the caller is given."""


class ServiceError(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
