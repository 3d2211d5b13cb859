"""A controller, a service and a repository, each of which is given the next."""

from flowtest import sink, source

from .models import Item


class Repository:
    def insert(self, table, values):
        columns = ", ".join(values)
        marks = ", ".join("?" for _ in values)
        sink(f"insert into {table} ({columns}) values ({marks})")  # clean  # spurious: a known gap, benchmarks/flows.md
        sink(list(values.values()))  # flow


class Service:
    def __init__(self, repository: Repository):
        self.repository = repository

    def create(self, item: Item):
        self.repository.insert("items", {"name": item.name, "price": item.price})


class Controller:
    def __init__(self, service: Service):
        self.service = service

    def post(self):
        form = {"name": source(), "price": "1"}
        self.service.create(Item(form["name"], form["price"]))


def case_request():
    Controller(Service(Repository())).post()
