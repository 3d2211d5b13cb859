"""Listens to the bus."""

from flowtest import sink

from .events import on


@on("created")
def created(value):
    sink(value)  # flow


@on("deleted")
def deleted(value):
    sink(value)  # clean  # spurious: a known gap, benchmarks/flows.md
