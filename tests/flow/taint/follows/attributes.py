"""What one method puts into an attribute, another reads out of it, on the same object and not on others."""

import copy
from types import SimpleNamespace

from flowtest import sink, source


class Box:
    label = "label"

    def __init__(self, value="empty", note="note"):
        self.value = value
        self.note = note

    def put(self, value):
        self.value = value
        return self

    def get(self):
        return self.value

    def show(self):
        return "<" + self.value + ">"

    def reset(self):
        self.value = "empty"


def case_constructor():
    sink(Box(source()).value)  # flow
    sink(Box("clean").value)  # clean


def case_other_attribute():
    box = Box(source())
    sink(box.note)  # clean
    sink(box.label)  # clean


def case_set_from_outside():
    box = Box()
    box.value = source()
    sink(box.value)  # flow


def case_new_attribute():
    box = Box()
    box.extra = source()
    sink(box.extra)  # flow
    sink(box.value)  # clean


def case_set_and_read_by_methods():
    box = Box()
    box.put(source())
    sink(box.get())  # flow


def case_read_through_another_method():
    box = Box()
    box.put(source())
    sink(box.show())  # flow


def case_before_it_is_set():
    box = Box()
    sink(box.get())  # clean
    box.put(source())
    sink(box.get())  # flow


def case_two_objects():
    hostile = Box()
    clean = Box()
    hostile.put(source())
    clean.put("clean")
    sink(hostile.get())  # flow
    sink(clean.get())  # clean


def case_overwritten():
    box = Box(source())
    box.value = "clean"
    sink(box.get())  # clean


def case_reset_by_a_method():
    box = Box(source())
    box.reset()
    sink(box.value)  # clean


def case_alias():
    box = Box()
    same = box
    same.value = source()
    sink(box.value)  # flow


def case_alias_overwrites():
    box = Box(source())
    same = box
    same.value = "clean"
    sink(box.value)  # clean


def case_chained_methods():
    sink(Box().put(source()).get())  # flow
    sink(Box().put("clean").get())  # clean


def case_nested():
    outer = Box(Box(source()))
    sink(outer.value.value)  # flow
    sink(outer.value.note)  # clean


def case_nested_set():
    outer = Box(Box())
    outer.value.value = source()
    sink(outer.value.get())  # flow


def case_inner_object_is_shared():
    inner = Box()
    outer = Box(inner)
    inner.value = source()
    sink(outer.value.value)  # flow


def case_deep_path():
    node = Box(Box(Box(source())))
    sink(node.value.value.value)  # flow
    sink(node.value.value.note)  # clean


def fill(box):
    box.value = source()


def case_filled_by_a_function():
    box = Box()
    fill(box)
    sink(box.value)  # flow
    sink(box.note)  # clean


def clear(box):
    box.value = "clean"


def case_cleared_by_a_function():
    box = Box(source())
    clear(box)
    sink(box.value)  # clean


def case_moved_between_objects():
    first, second = Box(source()), Box()
    second.value = first.value
    first.value = "clean"
    sink(first.value)  # clean
    sink(second.value)  # flow


class Registry:
    entries = []
    latest = "none"

    def add(self, value):
        self.entries.append(value)

    @classmethod
    def remember(cls, value):
        cls.latest = value


def case_class_attribute_is_shared():
    Registry().add(source())
    sink(Registry().entries)  # flow


def case_class_attribute_set_by_a_class_method():
    Registry.remember(source())
    sink(Registry.latest)  # flow


def case_class_attribute_seen_by_an_instance():
    Registry.latest = source()
    sink(Registry().latest)  # flow


class Settings:
    mode = "clean"
    secret = source() if False else "clean"


def case_class_attribute_clean():
    sink(Settings.mode)  # clean
    sink(Settings().secret)  # clean


def case_instance_hides_the_class():
    settings = Settings()
    settings.mode = source()
    sink(settings.mode)  # flow
    sink(Settings().mode)  # clean


class Hostile:
    name = source()

    def read(self):
        return self.name


def case_class_body_reads():
    sink(Hostile.name)  # flow
    sink(Hostile().read())  # flow


def case_instance_hides_a_hostile_class():
    hostile = Hostile()
    hostile.name = "clean"
    sink(hostile.name)  # clean


class Job:
    def __init__(self, value):
        self.value = value

    def prepare(self):
        self.command = "run " + self.value

    def execute(self):
        sink(self.command)  # flow


def case_across_three_methods():
    job = Job(source())
    job.prepare()
    job.execute()


class Worker:
    def __init__(self):
        self.pending = None

    def receive(self):
        self.pending = source()

    def work(self):
        self._work(self.pending)

    def _work(self, item):
        sink(item)  # flow


def case_entry_points_share_the_object():
    worker = Worker()
    worker.receive()
    worker.work()


class Collection:
    def __init__(self):
        self.items = []
        self.names = {}

    def add(self, item):
        self.items.append(item)

    def name(self, key, item):
        self.names[key] = item

    def last(self):
        return self.items[-1]


def case_list_in_an_attribute():
    collection = Collection()
    collection.add(source())
    sink(collection.items)  # flow
    sink(collection.last())  # flow


def case_list_of_another_object():
    hostile, clean = Collection(), Collection()
    hostile.add(source())
    clean.add("clean")
    sink(clean.last())  # clean


def case_dictionary_in_an_attribute():
    collection = Collection()
    collection.name("a", source())
    sink(collection.names["a"])  # flow


class Private:
    def __init__(self, value):
        self.__value = value

    def get(self):
        return self.__value


def case_mangled_name():
    sink(Private(source()).get())  # flow
    sink(Private(source())._Private__value)  # flow  # missing: a known gap, benchmarks/flows.md


class Node:
    def __init__(self, value, following=None):
        self.value = value
        self.following = following


def case_linked_list():
    head = Node("one", Node("two", Node(source())))
    sink(head.following.following.value)  # flow
    sink(head.following.value)  # clean


def case_linked_list_in_a_loop():
    node = Node("one", Node(source()))
    while node is not None:
        sink(node.value)  # flow
        node = node.following


def case_linked_afterwards():
    first, second = Node("one"), Node(source())
    first.following = second
    sink(first.following.value)  # flow
    sink(first.value)  # clean


class Builder:
    def __init__(self):
        self.parts = []

    def add(self, part):
        self.parts.append(part)
        return self

    def build(self):
        return " ".join(self.parts)


def case_builder():
    sink(Builder().add("a").add(source()).build())  # flow
    sink(Builder().add("a").add("b").build())  # clean


def case_setattr():
    box = Box()
    setattr(box, "value", source())
    sink(box.value)  # flow
    sink(box.note)  # clean


def case_getattr():
    box = Box(source())
    sink(getattr(box, "value"))  # flow
    sink(getattr(box, "note"))  # clean
    sink(getattr(box, "missing", "default"))  # clean
    sink(getattr(box, "missing", source()))  # flow


def case_attribute_dictionary():
    box = Box(source())
    sink(box.__dict__["value"])  # flow
    sink(vars(box)["value"])  # flow
    sink(vars(box)["note"])  # clean


def case_dictionary_update():
    box = Box()
    box.__dict__.update(value=source())
    sink(box.value)  # flow


def case_delattr():
    box = Box(source())
    box.label = source()
    del box.label
    sink(box.label)  # clean


def case_namespace():
    space = SimpleNamespace(a=source(), b="clean")
    sink(space.a)  # flow
    sink(space.b)  # clean


def case_shallow_copy():
    box = copy.copy(Box(source()))
    sink(box.value)  # flow
    sink(box.note)  # clean


def case_deep_copy():
    outer = copy.deepcopy(Box(Box(source())))
    sink(outer.value.value)  # flow


def case_copy_is_another_object():
    box = Box("clean")
    other = copy.copy(box)
    other.value = source()
    sink(box.value)  # clean  # spurious: a known gap, benchmarks/flows.md


def case_bound_method_kept():
    read = Box(source()).get
    sink(read())  # flow


def case_method_through_the_class():
    sink(Box.get(Box(source())))  # flow
    sink(Box.get(Box("clean")))  # clean


def case_object_in_a_list():
    boxes = [Box("clean"), Box(source())]
    sink(boxes[1].value)  # flow
    sink(boxes[0].value)  # clean


def case_object_in_a_dictionary():
    boxes = {"a": Box(source()), "b": Box("clean")}
    sink(boxes["a"].get())  # flow
    sink(boxes["b"].get())  # clean
