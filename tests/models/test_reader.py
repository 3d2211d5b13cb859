"""A model file either says exactly what it means, or says where it goes wrong."""

import pytest

from entasis.models.ports import Condition, Port, PortKind, parse_port
from entasis.models.reader import ModelError, read_head, read_kinds, read_library
from entasis.models.rows import Making, Mend
from entasis.models.terms import expand, parse_signature

HEAD = 'library = "acme"\ndocs = "https://acme.example/"\npackages = ["acme"]\n'


def read(text):
    return read_library(HEAD + text, "acme.toml")


def test_braces_expand_in_order():
    assert expand("acme.get") == ("acme.get",)
    assert expand("a.{b,c}.{d,e}") == ("a.b.d", "a.b.e", "a.c.d", "a.c.e")


@pytest.mark.parametrize("pattern", ["a.{b", "a.b}", "a.{b,{c}}"])
def test_odd_braces_are_refused(pattern):
    with pytest.raises(ValueError, match="braces"):
        expand(pattern)


def test_a_use_row_becomes_one_use_an_api():
    library = read("""
[[use]]
api = ["acme.{get,post}", "acme.Client.get"]
when = { "arg:1|verify" = { is = [false], none = true, missing = true }, "arg:mode" = "fast" }
kind = "tls.unverified"
because = "accepts any certificate"
remedy = "Drop it."
edit = { set = { verify = "True", mode = "None" }, remove = ["arg:3"] }
data = "arg:0"
""")
    assert [use.api for use in library.uses] == ["acme.get", "acme.post", "acme.Client.get"]
    use = library.uses[0]
    verify, mode = Port(PortKind.ARGUMENT, 1, "verify"), parse_port("arg:mode")
    assert use.when == (
        (verify, Condition(equals=(False, None), missing=True)),
        (mode, Condition(equals=("fast",))),
    )
    # A short name in an edit means the port of that name, with its position.
    assert use.edit == Mend(set=((verify, "True"), (mode, "None")), remove=(parse_port("arg:3"),))
    assert (use.library, use.docs, use.data) == ("acme", "https://acme.example/", parse_port("arg:0"))


def test_the_maker_of_an_object_has_conditions_of_its_own():
    library = read("""
[[use]]
api = "acme.Reader.load"
made = [{ api = "acme.{Reader,reader}", when = { "arg:typ" = "unsafe" } }]
kind = "deserialise.unsafe"
remedy = "Use a safe reader."
""")
    condition = ((parse_port("arg:typ"), Condition(equals=("unsafe",))),)
    assert library.uses[0].made == (Making("acme.Reader", condition), Making("acme.reader", condition))


def test_the_other_tables():
    library = read("""
[[type]]
api = "acme.connect"
returns = "acme.Client"
awaited = true
[[source]]
api = "acme.Client.body"
port = "value"
kind = "remote"
says = "the body"
[[class]]
api = "acme.Client"
bases = ["acme.Base"]
redefines = { send = "(data, *, flags=0, **more)" }
[[protocol]]
class = "acme.Client"
docs = "https://acme.example/client"
identified_by = ["send_now"]
variants = { send = ["(x)"] }
[[noreturn]]
api = "acme.{abort,stop}"
[[transparent]]
api = "acme.mark.*"
[[setting]]
api = "acme.config"
[[column]]
api = "acme.Number"
[[alias]]
api = "acme.impl.{Client,Base}"
of = "acme.{Client,Base}"
""")
    assert (library.types[0].returns, library.types[0].is_awaited) == ("acme.Client", True)
    assert library.sources[0].port == Port(PortKind.VALUE)
    assert [(name, str(signature)) for name, signature in library.classes[0].redefines] == [
        ("send", "(data, *, flags=..., **more)")
    ]
    assert [str(signature) for signature in library.protocols[0].variants_of("send")] == ["(x)"]
    assert library.protocols[0].variants_of("other") == ()
    assert library.noreturn == ("acme.abort", "acme.stop")
    assert library.transparent == ("acme.mark.*",)
    assert library.settings == ("acme.config",)
    assert library.columns == ("acme.Number",)
    assert library.aliases == (("acme.impl.Client", "acme.Client"), ("acme.impl.Base", "acme.Base"))


ROW = '[[use]]\napi = "acme.get"\nkind = "k"\nremedy = "R."\n'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (ROW + "wen = {}", "unknown field `wen`"),
        (ROW + 'when = { "arg:x" = { mising = true } }', "unknown field `mising`"),
        (ROW + 'when = { "verify" = false }', "'verify' is not a port"),
        (ROW + 'when = { "self" = false }', "chosen by its arguments"),
        (ROW + 'when = { "arg:x" = {} }', "never holds"),
        (ROW + 'when = { "arg:x" = [] }', "never holds"),
        (ROW + 'when = { "arg:x" = { matches = "(" } }', "not a regular expression"),
        (ROW + 'when = { "arg:x" = 1 }\nassigned = 1', "exclude each other"),
        (ROW + "edit = {}", "changes something"),
        (ROW + 'edit = { set = { x = "a b" } }', "not an expression"),
        (ROW + 'edit = { callee = "acme." }', "not a dotted path"),
        ('[[use]]\napi = "acme.get"\nkind = "k"\n', "missing required field `remedy`"),
        ('[[use]]\napi = "other.get"\nkind = "k"\nremedy = "R."\n', "in no package of this file"),
        ('[[type]]\napi = "acme.get"\n', "either what a call"),
        ('[[type]]\napi = "acme.get"\nreturns = "a.B"\nvalue = "a.B"\n', "either what a call"),
        ('[[source]]\napi = "acme.a"\nport = "self"\nkind = "remote"\nsays = "it"\n', "a source gives data"),
        ('[[class]]\napi = "acme.A"\nredefines = { f = "(a" }\n', "not a parameter list"),
        ('[[class]]\napi = "acme.A"\nredefines = { f = "(a): pass; x = (1)" }\n', "not a parameter list"),
        ('[[alias]]\napi = "acme.{a,b}"\nof = "acme.c"\n', "2 spellings of 1 paths"),
        ('[[protocol]]\nclass = "acme.A"\ndocs = ""\nidentified_by = ["a", "a"]\n', "listed twice"),
        ("[[use]\n", "acme.toml"),
    ],
)
def test_what_is_wrong_is_said_with_its_file(text, problem):
    with pytest.raises(ModelError) as raised:
        read(text)
    assert problem in str(raised.value)
    assert str(raised.value).startswith("acme.toml: ")


def test_a_head_is_read_without_the_rows_below_it():
    head = read_head(HEAD + "[[use]]\nthis is not TOML", "acme.toml")
    assert head.packages == ("acme",)
    assert not head.has_protocols


def test_a_head_without_packages_is_refused():
    with pytest.raises(ModelError, match="names its packages"):
        read_head('library = "acme"\n', "acme.toml")


def test_a_signature_is_read_as_python_writes_it():
    text = "(a, /, b, c=..., *args, d, e=..., **kwargs)"
    assert str(parse_signature(text)) == text


def test_a_kind_has_a_table():
    with pytest.raises(ModelError, match="Invalid enum value 'sinc'"):
        read_kinds('[[kind]]\nname = "x"\ntable = "sinc"\ntitle = "X"\nwhat = "X."\n', "kinds.toml")
