"""Globals that one module sets and another reads."""

from flowtest import source

current = "clean"
untouched = "clean"
initial = source()
settings = {"name": "clean", "mode": "clean"}
history = []


def remember(value):
    global current
    current = value


def recall():
    return current


def record(value):
    history.append(value)
