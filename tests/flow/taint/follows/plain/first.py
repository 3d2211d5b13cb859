"""Two modules side by side, without a package: they import each other by plain names."""

import second
from flowtest import sink, source
from second import identity


def case_beside():
    sink(identity(source()))  # flow
    sink(second.identity("clean"))  # clean
    sink(second.dropped(source()))  # clean


def case_global_beside():
    second.last = source()
    sink(second.read())  # flow


def case_class_beside():
    class Own(second.Base):
        def text(self):
            return source()

    sink(Own().shown())  # flow
    sink(second.Base().shown())  # clean
