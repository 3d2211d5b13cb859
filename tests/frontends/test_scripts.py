"""Scripts of pages become sound IR, whatever they hold, and each place in them stays where it is."""

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entasis import engine
from entasis.finding import Role, Tier
from entasis.frontends.javascript import add_scripts, add_written_scripts, known, lower_script
from entasis.frontends.javascript.blocks import scripts_of
from entasis.frontends.javascript.mentions import is_worth_reading
from entasis.frontends.python.lower import lower_module
from entasis.frontends.templates import lower_template
from entasis.ir.instructions import Opaque
from entasis.ir.parser import parse_module
from entasis.ir.printer import print_module
from entasis.ir.verifier import verify
from entasis.limits import SCRIPT_BYTES, SCRIPT_NESTING
from entasis.models.check import PAGE_SCRIPTS
from entasis.models.loader import load_models
from entasis.models.stubs import StubIndex
from entasis.program.program import Program
from entasis.program.symbols import ClassSymbol

NAMED = "/* location.hash innerHTML */\n"  # else it is not looked at

CONSTRUCTS = [
    "var {a, b: c = 1, ...r} = x, [d, , e = 2, ...f] = y;",
    "const f = async (p, {q} = {}, ...z) => { return `a${p}b${q}`; }; f(1, ...z);",
    "const g = p => q => p?.x?.[q]?.(1) ?? p.y;",
    "class A extends B { constructor(a) { super(a); this.x = a; } static m() {} get z() { return 1; } f = 3; #p = 4; }",
    "for (const k of ks) { if (k) continue; break; } for (let i = 0, j; i < 3; i++) {} for (k in o) {} for (;;) { break; }",
    "outer: while (1) { while (2) { break outer; } } do { x--; } while (x);",
    "switch (a) { case 1: f(); case 2: g(); break; default: h(); case 3: i(); } switch (a) {}",
    "for (x of y) { switch (x) { case 1: continue; default: break; } }",
    "function t() { try { return a(); } catch ({message}) { throw message; } finally { c(); } } try { x(); } finally { y(); }",
    "o = {a, 'b': 1, [c]: 2, 3: 4, m() { return this.a; }, get p() { return 1; }, ...s, n: function* () { yield* 1; }};",
    "x ||= 3; y += 2; z -= 1; o.p &&= 1; o[k] ??= 2; i++; --o.n; delete o.a; typeof o; void 0; (a, b);",
    "new F(1); new G; new ns.H(...a); f`x${a}y`; import('x'); if (a) b(); else if (c) d(); else { e(); }",
    "import x, {y as z} from 'y'; export const u = 1; export default function () { return u; }; export {u};",
    "/a[/]b+$/gi.test(x); 'a\\n\\x41\\u0041\\u{1F600}\\q'.replace(/(a)(b)/g, '$2$&\\\\'); x.replace(/[<>]/g, m);",
    "var i = 0x1f, j = 1e3, k = 1_000n, l = .5, m = 0b11, n = 0o17; if (i - j > k) l = -m % n;",
    "a.then(f, g).catch(h).finally(i); xs.map(f).filter(x => x).reduce((a, b) => a + b, ''); xs.sort((a, b) => a - b);",
    "(function self(n) { return n ? self(n - 1) : arguments.length; })(3); later(); function later() { early = 1; }",
    "$(function () { $('#a').on('message', h).html(f(x)); }); document.write('a', ...b); location.replace();",
    "setTimeout(f); setTimeout('x', 1); f.call(a, b); f.apply(a, b); f.bind(a)(); addEventListener('message', e => e.data);",
    "with (a) { b; } if (a) ; else ; { let inner = 1; } debugger; x = <b>{y}</b>; async () => { await x; for await (y of z) {} };",
    "return 1; after();",
]


@pytest.mark.parametrize("text", CONSTRUCTS)
def test_what_is_lowered_is_sound_and_can_be_written_down(text):
    module, lost = lower_script(NAMED + text, "a.js")
    assert verify(module) == []
    assert lost == ()
    assert all(function.is_script for function in module.functions[1:])
    assert print_module(parse_module(print_module(module))) == print_module(module)


@pytest.mark.parametrize(
    "text", ["if (", "}}}", "function (", "var = = 1;", "x = {a: ;", "`${", "\0\ud800", "<p>"]
)
def test_broken_text_is_read_as_far_as_it_goes(text):
    module, lost = lower_script(f"{NAMED}{text}\n", "a.js")
    assert verify(module) == []
    assert all(line > 1 for line in lost)


PIECES = st.sampled_from(
    [
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        ";",
        ",",
        ".",
        "...",
        "?",
        ":",
        "=",
        "=>",
        "+",
        "+=",
        "!",
        "&&",
        "||",
        "`",
        "${",
        "'",
        '"',
        "/",
        "a",
        "b",
        "if",
        "else",
        "for",
        "of",
        "in",
        "while",
        "do",
        "switch",
        "case",
        "default",
        "break",
        "continue",
        "return",
        "function",
        "class",
        "async",
        "await",
        "yield",
        "var",
        "let",
        "const",
        "new",
        "this",
        "try",
        "catch",
        "finally",
        "throw",
        "1",
        "\n",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40).map(" ".join))
def test_any_text_is_lowered_to_sound_ir(text):
    module, _ = lower_script(NAMED + text, "a.js")
    assert verify(module) == []


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000 + "a" + ")" * 5000,
        "f(function () {" * 400 + "})" * 400,
        "x = [" * 3000 + "]" * 3000,
        "if (a) " * 3000 + ";",
        "!" * 3000 + "a",
        "a && (" * 2000 + "b" + ")" * 2000,
        "a" + ".b()" * 3000,
        "{" * 4000 + "}" * 4000,
        "a ? b : " * 2000 + "c",
    ],
)
def test_what_nests_too_deep_is_left_out_and_counted(text):
    module, _ = lower_script(NAMED + text, "a.js")
    assert verify(module) == []
    assert module.limits[SCRIPT_NESTING.name] > 0


def test_a_long_sum_does_not_nest():
    module, _ = lower_script(NAMED + "x = a" + " + 'b'" * 20_000, "a.js")
    assert SCRIPT_NESTING.name not in module.limits


def test_a_script_that_is_too_large_is_not_parsed():
    module, lost = lower_script(NAMED + "x();\n" * (SCRIPT_BYTES.bound // 4), "a.js")
    assert module.limits == {SCRIPT_BYTES.name: 1}
    assert (len(module.functions), lost) == (1, ())


@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        ("x.innerHTML = y", False),
        ("y = location.hash", True),  # the place itself may be set
        ("f(document.referrer)", False),
        ("x.innerHTML = document.referrer", True),
        ("addEventListener('message', e => eval(e.data))", True),
        ("const x = 1", False),
    ],
)
def test_only_what_names_both_ends_is_read(text, is_read):
    assert is_worth_reading(text) == is_read
    assert (len(lower_script(text, "a.js")[0].functions) > 1) == is_read


def test_all_but_the_scripts_of_a_page_is_blanked():
    page = '<p>ä</p>\n<script nonce="{{ n }}">a("{{ b }}",\n{# c #}{{ d }});</script><b>x</b>\n<script type="text/x">no</script>'
    assert scripts_of(page) == ("         \n" + " " * 24 + 'a("_______",\n       _______);;')
    assert scripts_of("<p></p><script src='a.js'></script>") == ""


def test_a_script_belongs_to_the_module_of_its_page():
    page = '<p>{{ a|safe }}</p>\n<script>\n  document.write(location.hash + "{{ b }}");\n</script>\n'
    module = lower_template(page, "templates/a.html")
    assert add_scripts(module, page) == ()
    assert verify(module) == []
    assert [(function.name, function.is_script, function.line) for function in module.functions] == [
        ("<module>", False, 1),
        ("template", False, 1),
        ("script", True, 3),
    ]


def test_a_hole_that_is_part_of_the_language_makes_nothing_incomplete():
    page = "<script>{{ a }} b c; document.write(location.hash);</script>"
    module = lower_template(page, "templates/a.html")
    assert add_scripts(module, page) == ()
    assert module.opaque["script"] == 1


@pytest.mark.parametrize(
    "page",
    [
        "<%inherit file='/base.html'/><script>var a = '${b['c']}'; document.write(location.hash);</script>",
        "<p tal:content='a'/><script>var a = '${b['c']}'; document.write(location.hash);</script>",
    ],
)
def test_nor_does_one_of_other_languages_of_templates(page):
    module = lower_template(page, "templates/a.html")
    assert add_scripts(module, page) == ()
    assert module.opaque["script"] == 1


def test_a_script_that_is_none_is_lost():
    page = "<p></p><script>var a = 'b['c']'; document.write(location.hash);</script>"
    assert add_scripts(lower_template(page, "templates/a.html"), page) == (1,)


def test_what_is_not_modelled_is_counted():
    module, _ = lower_script(NAMED + "with (a) { b; }\nx = <b>{y}</b>;", "a.js")
    steps = [step for f in module.functions for block in f.blocks for step in block.instructions]
    assert sum(module.opaque.values()) == sum(isinstance(step, Opaque) for step in steps) == 2


def test_rows_and_the_front_end_speak_of_one_package():
    assert known.PACKAGE == PAGE_SCRIPTS


def review(tmp_path, name, text, level=Tier.DEFAULT):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return engine.review(engine.Options((str(tmp_path),), level=level))


def test_a_broken_script_is_analysed_in_part(tmp_path):
    answer = review(tmp_path, "static/a.js", "document.write(location.hash);\nvar = = 1;\n")
    assert [finding.span.line for finding in answer.findings] == [1]
    assert [(problem.line, problem.incomplete) for problem in answer.problems] == [(2, True)]
    assert answer.coverage.partial == 1


def test_a_finding_in_a_script_keeps_its_name_when_lines_move(tmp_path):
    one = review(tmp_path / "one", "a.js", "document.write(location.hash);\n")
    other = review(tmp_path / "other", "a.js", "// first\n\ndocument.write(location.hash);\n")
    assert [f.fingerprint for f in one.findings] == [f.fingerprint for f in other.findings]
    assert one.findings[0].fix.description.startswith("Set `textContent`")


def test_scripts_in_texts_of_a_program_stay_where_they_are(tmp_path):
    program = 'PAGE = """<p>ä</p>\n<script>\n  document.write(location.hash);\n</script>"""\nOTHER = 1\n'
    answer = review(tmp_path, "page.py", program)
    assert [(f.rule, f.span.line, f.span.column) for f in answer.findings] == [("cross-site-scripting", 3, 2)]


def test_a_broken_script_in_a_text_of_a_program_is_only_counted(tmp_path):
    answer = review(tmp_path, "page.py", "PAGE = '<script>location.hash.innerHTML = = ' + x + '</script>'\n")
    assert answer.is_complete
    assert answer.findings == ()


PAGES = '''
class Page: pass
class First(Page): pass
class Second(Page):
    text = """<script>
      function shown() { document.write(decodeURIComponent(location.hash)); }
      shown();
    </script>"""
'''


def test_a_script_is_nothing_that_the_program_can_ask_its_module_for():
    main = lower_module(ast.parse("import pages\npage = getattr(pages, input())"), "main.py")
    tree = ast.parse(PAGES)
    pages = lower_module(tree, "pages.py")
    add_written_scripts(pages, PAGES, tree)
    assert [function.name for function in pages.functions if function.is_script] == ["script", "shown"]
    program = Program([(main, Role.APPLICATION), (pages, Role.APPLICATION)], StubIndex.load(), load_models())
    (body,) = program.modules[0].functions
    value = program.evaluator.value(body, body.calls[-1].result)
    assert [thing.ir.name for thing in value if isinstance(thing, ClassSymbol)] == ["Page", "First", "Second"]
    assert len(value) == 4  # and what nobody knows
