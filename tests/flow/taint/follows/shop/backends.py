"""What a store may write to."""

from flowtest import sink, source


class Writing:
    def write(self, text):
        sink(text)  # flow

    def read(self):
        return source()


class Forgetting:
    def write(self, text):
        return None

    def read(self):
        return ""
