"""The class of the object says which method runs: inherited, overridden, or reached by super()."""

from abc import ABC, abstractmethod

from flowtest import maybe, sink, source


class Base:
    prefix = "base "

    def __init__(self, value):
        self.value = value

    def read(self):
        return self.value

    def render(self):
        return self.prefix + self.body()

    def body(self):
        return "base"

    def clean(self):
        return "clean"


class Child(Base):
    pass


def case_inherited_method():
    sink(Child(source()).read())  # flow
    sink(Child("clean").read())  # clean


def case_inherited_constructor():
    sink(Child(source()).value)  # flow


class Shown(Base):
    def body(self):
        return self.value


def case_template_method():
    sink(Shown(source()).render())  # flow
    sink(Base(source()).render())  # clean


class Hidden(Base):
    def read(self):
        return "hidden"


def case_overridden_by_a_constant():
    sink(Hidden(source()).read())  # clean


class Extended(Base):
    def __init__(self, value, more):
        super().__init__(value)
        self.more = more

    def read(self):
        return super().read() + self.more


def case_super():
    sink(Extended(source(), "x").read())  # flow
    sink(Extended("x", source()).read())  # flow
    sink(Extended("x", "y").read())  # clean


def case_super_constructor():
    extended = Extended(source(), "x")
    sink(extended.value)  # flow
    sink(extended.more)  # clean


class OldStyle(Base):
    def __init__(self, value):
        Base.__init__(self, value)

    def read(self):
        return Base.read(self)


def case_base_by_name():
    sink(OldStyle(source()).read())  # flow


class WithArguments(Base):
    def read(self):
        return super(WithArguments, self).read()


def case_super_with_arguments():
    sink(WithArguments(source()).read())  # flow


class Grandchild(Extended):
    def __init__(self, value):
        super().__init__(value, "x")


def case_two_levels():
    sink(Grandchild(source()).read())  # flow


class Dropping(Base):
    def __init__(self, value):
        super().__init__("constant")


def case_constructor_drops():
    sink(Dropping(source()).read())  # clean


class Hostile(Base):
    def clean(self):
        return source()


def either():
    return Hostile("x") if maybe() else Base("x")


def case_either_class():
    sink(either().clean())  # flow


def case_exact_class():
    sink(Base("x").clean())  # clean
    sink(Hostile("x").clean())  # flow


def use(thing):
    return thing.clean()


def case_class_of_the_argument():
    sink(use(Hostile("x")))  # flow


class Left(Base):
    def read(self):
        return "left " + super().read()


class Right(Base):
    def read(self):
        return "right"


class Both(Left, Right):
    pass


def case_diamond():
    sink(Both(source()).read())  # clean  # spurious: a known gap, benchmarks/flows.md
    sink(Left(source()).read())  # flow


class Marking:
    def mark(self):
        return "!" + self.value


class Marked(Marking, Base):
    pass


def case_mixin():
    sink(Marked(source()).mark())  # flow
    sink(Marked("clean").mark())  # clean


class Abstract(ABC):
    @abstractmethod
    def load(self):
        """What is shown."""

    def show(self):
        sink(self.load())  # flow


class Loading(Abstract):
    def load(self):
        return source()


class Harmless(Abstract):
    def load(self):
        return "harmless"


def case_abstract_method():
    Loading().show()
    Harmless().show()


class Step(ABC):
    @abstractmethod
    def run(self, value):
        """What becomes of the value."""


class Same(Step):
    def run(self, value):
        return value


class Nothing(Step):
    def run(self, value):
        return ""


def case_strategies():
    for step in [Nothing(), Same()]:
        sink(step.run(source()))  # flow


def case_strategy_known():
    sink(Nothing().run(source()))  # clean


class Pipeline:
    def __init__(self, step: Step):
        self.step = step

    def process(self, value):
        return self.step.run(value)


def case_injected_strategy():
    sink(Pipeline(Same()).process(source()))  # flow  # missing: a known gap, benchmarks/flows.md


class Query:
    table = "none"

    def text(self):
        return "select from " + self.table


class Fixed(Query):
    table = "fixed"


class Chosen(Query):
    def __init__(self, table):
        self.table = table


def case_class_attribute_overridden():
    sink(Fixed().text())  # clean
    sink(Chosen(source()).text())  # flow


class Factory(Base):
    @classmethod
    def of(cls, value):
        return cls(value)


class Loud(Factory):
    def read(self):
        return self.value + "!"


class Mute(Factory):
    def read(self):
        return ""


def case_class_method_makes_the_subclass():
    sink(Loud.of(source()).read())  # flow
    sink(Mute.of(source()).read())  # clean  # spurious: a known gap, benchmarks/flows.md


class Words(list):
    def first(self):
        return self[0]


def case_subclass_of_list():
    words = Words()
    words.append(source())
    sink(words.first())  # flow
    sink(Words(["clean"]).first())  # clean


class Options(dict):
    def name(self):
        return self["name"]


def case_subclass_of_dict():
    sink(Options(name=source()).name())  # flow
    sink(Options(name="clean").name())  # clean


class Name(str):
    def shown(self):
        return "<" + self + ">"


def case_subclass_of_str():
    sink(Name(source()).shown())  # flow


class Failure(Exception):
    def __init__(self, detail):
        super().__init__("failed")
        self.detail = detail


def case_subclass_of_exception():
    failure = Failure(source())
    sink(failure.detail)  # flow
    sink(str(failure))  # clean


class Plugin:
    known = []

    def __init_subclass__(cls, **named):
        Plugin.known.append(cls)


class Shouting(Plugin):
    def run(self, value):
        return value + "!"


def case_registered_by_subclassing():
    for plugin in Plugin.known:
        sink(plugin().run(source()))  # flow


class Generic(Base):
    def read(self) -> str:
        return self.helper(self.value)

    def helper(self, value):
        return "generic"


class Specific(Generic):
    def helper(self, value):
        return value


def case_helper_overridden():
    sink(Specific(source()).read())  # flow
    sink(Generic(source()).read())  # clean


def case_class_made_in_a_function():
    class Local(Base):
        def read(self):
            return "local " + self.value

    sink(Local(source()).read())  # flow


def case_class_made_by_type():
    made = type("Made", (Base,), {})
    sink(made(source()).read())  # flow
