"""Keeps items, and is re-exported by a star."""

__all__ = ["Store", "find"]

from ..models import Item


class Store:
    def __init__(self, backend):
        self.backend = backend

    def save(self, item: Item):
        self.backend.write(item.name)

    def load(self):
        return self.backend.read()


def find(store, default):
    return store.load() or default
