"""Reading and setting an attribute may run code: properties, descriptors and the attribute methods."""

from flowtest import sink, source


class Page:
    def __init__(self, text):
        self._text = text

    @property
    def text(self):
        return self._text

    @property
    def size(self):
        return len(self._text)

    @property
    def kind(self):
        return "page"


def case_getter():
    sink(Page(source()).text)  # flow
    sink(Page("clean").text)  # clean


def case_getter_of_something_else():
    sink(Page(source()).kind)  # clean
    sink(Page(source()).size)  # clean


class Form:
    def __init__(self):
        self._name = ""

    @property
    def name(self):
        return self._name

    @name.setter
    def name(self, value):
        self._name = value

    @name.deleter
    def name(self):
        self._name = ""


def case_setter():
    form = Form()
    form.name = source()
    sink(form.name)  # flow
    sink(form._name)  # flow


def case_setter_clean():
    form = Form()
    form.name = "clean"
    sink(form.name)  # clean


def case_overwritten_by_the_setter():
    form = Form()
    form.name = source()
    form.name = "clean"
    sink(form.name)  # clean


def case_deleter():
    form = Form()
    form.name = source()
    del form.name
    sink(form.name)  # clean


class Cleaning:
    @property
    def name(self):
        return self._name

    @name.setter
    def name(self, value):
        self._name = "constant"


def case_setter_that_cleans():
    cleaning = Cleaning()
    cleaning.name = source()
    sink(cleaning.name)  # clean


class Reading:
    @property
    def body(self):
        return source()


def case_getter_that_reads():
    sink(Reading().body)  # flow


class Writing:
    @property
    def body(self):
        return ""

    @body.setter
    def body(self, value):
        sink(value)  # flow


def case_setter_that_sinks():
    Writing().body = source()


class ByCall:
    def __init__(self, value):
        self._value = value

    def get_value(self):
        return self._value

    def set_value(self, value):
        self._value = value

    value = property(get_value, set_value)


def case_property_by_call():
    by_call = ByCall("clean")
    sink(by_call.value)  # clean
    by_call.value = source()
    sink(by_call.value)  # flow


class Special(Page):
    @property
    def text(self):
        return "special " + super().text


def case_overridden_property():
    sink(Special(source()).text)  # flow


class Silent(Page):
    @property
    def text(self):
        return "silent"


def case_overridden_by_a_constant():
    sink(Silent(source()).text)  # clean


class Field:
    def __set_name__(self, owner, name):
        self.place = "_" + name

    def __get__(self, instance, owner):
        return getattr(instance, self.place)

    def __set__(self, instance, value):
        setattr(instance, self.place, value)


class Model:
    title = Field()


def case_descriptor():
    model = Model()
    model.title = source()
    sink(model.title)  # flow


class Upper:
    def __get__(self, instance, owner):
        return instance.text + "!"


class Shouting:
    shout = Upper()

    def __init__(self, text):
        self.text = text


def case_descriptor_that_reads_a_field():
    sink(Shouting(source()).shout)  # flow
    sink(Shouting("clean").shout)  # clean


class Proxy:
    def __init__(self, target):
        self.target = target

    def __getattr__(self, name):
        return getattr(self.target, name)


def case_getattr_forwards():
    sink(Proxy(Page(source())).text)  # flow


class Lookup:
    def __init__(self, values):
        self.__dict__["values"] = values

    def __getattr__(self, name):
        return self.values[name]

    def __setattr__(self, name, value):
        self.values[name] = value


def case_getattr_looks_up():
    sink(Lookup({"a": source()}).a)  # flow  # missing: a known gap, benchmarks/flows.md


def case_setattr_stores():
    lookup = Lookup({})
    lookup.a = source()
    sink(lookup.a)  # flow


class Fixed:
    def __getattr__(self, name):
        return "fixed"


def case_getattr_gives_a_constant():
    fixed = Fixed()
    sink(fixed.anything)  # clean


class Everything:
    def __init__(self, value):
        self.value = value

    def __getattribute__(self, name):
        return object.__getattribute__(self, name)


def case_getattribute():
    sink(Everything(source()).value)  # flow


class Slotted:
    __slots__ = ("name", "other")

    def __init__(self, name, other):
        self.name = name
        self.other = other


def case_slots():
    slotted = Slotted(source(), "clean")
    sink(slotted.name)  # flow
    sink(slotted.other)  # clean


def case_property_in_a_condition():
    page = Page(source())
    if page.text:
        sink(page.text)  # flow
