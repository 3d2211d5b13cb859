"""What one function gives comes to all that call it, whichever of them is looked at first."""

from flowtest import sink, source


def case_called_by_one_that_holds_nothing():
    sink(given())  # flow


def case_called_by_one_that_holds_something():
    other = source()
    sink(given())  # flow
    sink("clean" if other else "")  # clean


def given():
    return source()
