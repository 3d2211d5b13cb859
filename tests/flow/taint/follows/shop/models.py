"""Classes that are made in one module and used in another."""

from .texts import shout


class Item:
    kind = "item"

    def __init__(self, name, price="0"):
        self.name = name
        self.price = price

    def label(self):
        return shout(self.name)

    @classmethod
    def parse(cls, text):
        name, _, price = text.partition(";")
        return cls(name, price)


class Book(Item):
    kind = "book"

    def label(self):
        return "book " + super().label()


class Silent(Item):
    def label(self):
        return "silent"
