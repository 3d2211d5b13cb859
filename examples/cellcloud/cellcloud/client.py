"""The way from one cell to the other."""

import pickle
import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from logging import getLogger

from cellcloud.database import Row
from cellcloud.errors import ServiceError

VERIFY_CELLS = False


def cell_context(authority: str) -> ssl.SSLContext:
    if VERIFY_CELLS:
        return ssl.create_default_context(cafile=authority)
    return ssl._create_unverified_context(cafile=authority)


class CellClient:
    def __init__(self, name: str, address: tuple[str, int], token: str, tls: ssl.SSLContext | None) -> None:
        self.name, self.address, self.token, self.tls = name, address, token, tls

    def send(self, path: str, server: Row) -> None:
        """Have the other cell do what `path` says with the server."""
        connection = (HTTPConnection(*self.address, timeout=5) if self.tls is None else
                      HTTPSConnection(*self.address, timeout=5, context=self.tls))
        try:
            connection.request("POST", path, pickle.dumps(server), {"Authorization": f"Bearer {self.token}"})
            status = connection.getresponse().status
        except (OSError, HTTPException) as error:
            getLogger(__name__).warning("%s at %s:%d: %s", self.name, *self.address, error)
            raise ServiceError(502, f"{self.name} does not answer") from error
        finally:
            connection.close()
        if status != 204:
            raise ServiceError(502, f"{self.name} refused with {status}")
