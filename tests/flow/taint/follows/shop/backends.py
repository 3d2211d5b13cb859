"""What a store may write to."""

from flowtest import sink, source


class Writing:
    def write(self, text):
        sink(text)  # flow  # missing: a known gap, benchmarks/flows.md

    def read(self):
        return source()


class Forgetting:
    def write(self, text):
        return None

    def read(self):
        return ""
