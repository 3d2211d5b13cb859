"""A method that is known by its name alone: a class of the program that has one of that name need not be meant."""

from xml.dom import minidom

from flowtest import maybe, sink, source


class Hostile:
    def toxml(self):
        return source()


class Kept:
    def __init__(self):
        self.text = ""

    def writexml(self, text):
        self.text = text

    def shown(self):
        return self.text


def shown(node):
    return node.toxml()


def any_of(nodes):
    for node in nodes:
        if maybe():
            return node.toxml()
    return ""


def case_another_class_has_the_method():
    sink(shown(minidom.parseString("<a/>")))  # clean
    sink(shown(Hostile()))  # flow


def case_another_class_has_the_method_of_what_lies_in_a_list():
    sink(any_of([minidom.parseString("<a/>")]))  # clean
    sink(any_of([minidom.parseString("<a/>"), Hostile()]))  # flow


class Node:
    def __init__(self):
        self.children = []

    def writexml(self, text):
        self.children.append(text)


def write(node, text):
    node.writexml(text)


def case_another_class_keeps_what_is_written():
    write(Node(), source())
    sink(Kept().shown())  # clean


STORE = Kept()


def read_store():
    return STORE.shown()


def case_the_object_that_is_meant_keeps_it():
    write(STORE, source())
    sink(read_store())  # flow  # missing: a known gap, benchmarks/flows.md


def write_each(nodes, text):
    for node in nodes:
        node.writexml(text)


SECOND = Kept()


def read_second():
    return SECOND.shown()


def case_the_object_that_is_meant_lies_in_a_list():
    write_each([SECOND], source())
    sink(read_second())  # flow  # missing: a known gap, benchmarks/flows.md


def plain():
    return "clean"


class Drawn:
    drawing = None

    def __init__(self, text, drawing=None):
        self.text = text
        drawing = drawing or self.drawing
        self.drawn = drawing() if drawing is not None else "nothing"
        self.again = self.maker() if self.maker else "nothing"

    maker = None


class Told:
    def __init__(self, text, maker):
        self.text = text
        self.maker = maker

    def make(self):
        return self.maker()


def case_what_lies_in_a_field_knows_nothing_of_the_object():
    drawn = Drawn(source(), plain)
    sink(drawn.drawn)  # clean
    sink(drawn.again)  # clean
    sink(drawn.text)  # flow
    sink(Told(source(), plain).make())  # clean


def case_what_lies_in_a_field_gives_data():
    sink(Told("clean", source).make())  # flow
    sink(Told("clean", lambda: source()).make())  # flow
