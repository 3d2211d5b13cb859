"""Functions that others import, directly and through the package."""

from flowtest import sink, source

SEPARATOR = ", "


def joined(first, second):
    return first + SEPARATOR + second


def shout(text):
    return text + "!"


def constant(text):
    return "constant"


def received():
    return source()


def show(text):
    sink(text)  # flow


def show_clean(text):
    sink(text)  # clean
