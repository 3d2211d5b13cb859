"""What the other one imports."""

last = "clean"


def identity(value):
    return value


def dropped(value):
    return ""


def read():
    return last


class Base:
    def text(self):
        return "base"

    def shown(self):
        return "<" + self.text() + ">"
