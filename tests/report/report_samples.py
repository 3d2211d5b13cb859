"""Reviews for the tests of the reports: a few written by hand, and strategies for any others, hostile ones above all."""

from hypothesis import strategies as st

from entasis.finding import (
    Coverage,
    Edit,
    Finding,
    Fix,
    Problem,
    ProblemKind,
    Review,
    Role,
    RuleInfo,
    Severity,
    Span,
    Statistics,
    Step,
    Tier,
)
from entasis.report.summary import NEGATIVE_SENTENCE

TLS = Finding(
    rule="unverified-tls",
    cwe=295,
    title="Certificates are not verified",
    severity=Severity.HIGH,
    tier=Tier.DEFAULT,
    message="requests.get is called with verify=False, so any certificate is accepted.",
    why="Whoever sits between this program and the server can read and change all that is sent.",
    span=Span("src/app.py", 12, 29, 12, 42),
    fix=Fix("Leave the argument out.", (Edit(Span("src/app.py", 12, 27, 12, 42), ""),)),
    facts=("VERIFY is assigned once, the constant False.",),
    steps=(
        Step(Span("src/settings.py", 3, 0, 3, 14), "VERIFY is set to False"),
        Step(Span("src/app.py", 12, 29, 12, 42), "and is what requests.get is given"),
    ),
    quote=((12, "    return requests.get(url, verify=VERIFY)"),),
    function="fetch",
    fingerprint="5f1c",
)
CALL = Finding(
    rule="call-arguments",
    cwe=628,
    title="A call does not fit the function it calls",
    severity=Severity.MEDIUM,
    tier=Tier.AUDIT,
    message="self.fail takes one argument and is given two.",
    why="The call raises TypeError.\n\nWhat the test wanted to say is lost.",
    span=Span("tests/test_app.py", 227, 8, 228, 31),
    fix=Fix("Format the message first.", (Edit(Span("tests/test_app.py", 227, 40, 228, 18), " % "),)),
    quote=((227, "        self.fail('server %s is missing',"), (228, "                  server['id'])")),
    role=Role.TEST,
    function="ServerTest.test_resize",
)
RULES = (
    RuleInfo("call-arguments", CALL.title, 628, Severity.MEDIUM, Tier.DEFAULT, "# What\n\nIt is\nwrong.\n"),
    RuleInfo("unverified-tls", TLS.title, 295, Severity.HIGH, Tier.DEFAULT, "# What\n\nNo check.\n"),
)
COVERAGE = Coverage(
    files=3,
    lines=1234,
    functions=56,
    calls=789,
    resolved_calls=700,
    skipped=1,
    partial=1,
    excluded=(("generated", 2),),
    limits=(("opaque", 4),),
    rules=8,
)
CLEAN = Review((), COVERAGE, rules=RULES)
GAP = Problem("src/old.py", 3, ProblemKind.SYNTAX, "not Python 3: nothing of this file was analysed")
REMARK = Problem("src/latin.py", 0, ProblemKind.ENCODING, "read as Latin-1", incomplete=False)
STATISTICS = Statistics((("exact", 700), ("hierarchy", 89)), (("parameter", 3),), (("summaries made", 12),))
FULL = Review((CALL, TLS), COVERAGE, (GAP, REMARK), ("2 files follow no package",), RULES, STATISTICS)

HOSTILE = "\x1b\x07\x08\r\t\x7f\x9b\x85\u2028\u202e\u2066\u200b\ufeff\udcff\ud800\U000e0041"
HARMLESS = " ab/:%#[](){}\\\"'`*<&~é界😀"
texts = st.one_of(
    st.text(HOSTILE + HARMLESS + "\n", max_size=12),
    st.sampled_from(
        [NEGATIVE_SENTENCE, f"\n{NEGATIVE_SENTENCE}\n", f"\n\n{NEGATIVE_SENTENCE}", "\x1b[2J", ""]
    ),
)
lines_of_code = st.text(HOSTILE + HARMLESS, max_size=20)
paths = st.one_of(
    st.sampled_from(["-", "a.py", "/abs/a b.py", "../up.py", "c:d.py", f"\n{NEGATIVE_SENTENCE}\n"]),
    st.text(HOSTILE + HARMLESS + "\n", min_size=1, max_size=8),
)


@st.composite
def spans(draw, path=paths):
    line, column = draw(st.integers(1, 30)), draw(st.integers(0, 40))
    more_lines, more_columns = draw(st.integers(0, 2)), draw(st.integers(0, 20))
    end_column = column + more_columns if more_lines == 0 else more_columns
    return Span(draw(path), line, column, line + more_lines, end_column)


@st.composite
def findings(draw):
    span = draw(spans())
    places = st.one_of(spans(), spans(st.just(span.path)))
    return Finding(
        rule=draw(st.sampled_from(["call-arguments", "unverified-tls", "unknown"])),
        cwe=draw(st.sampled_from([628, 687, 295, 89, 502, 14])),
        title=draw(texts),
        severity=draw(st.sampled_from(Severity)),
        tier=draw(st.sampled_from(Tier)),
        message=draw(texts),
        why=draw(texts),
        span=span,
        fix=Fix(draw(texts), tuple(draw(st.lists(st.builds(Edit, places, texts), max_size=3)))),
        facts=tuple(draw(st.lists(texts, max_size=2))),
        steps=tuple(draw(st.lists(st.builds(Step, places, texts), max_size=2))),
        quote=tuple((number, draw(lines_of_code)) for number in range(span.line, span.end_line + 1)),
        role=draw(st.sampled_from(Role)),
        function=draw(texts),
        fingerprint=draw(st.sampled_from(["", "5f1c", "77aa"])),
    )


problems = st.builds(
    Problem,
    st.one_of(st.just(""), paths),
    st.integers(0, 9),
    st.sampled_from(ProblemKind),
    texts,
    st.booleans(),
)
reviews = st.builds(
    Review,
    st.lists(findings(), max_size=3).map(tuple),
    st.sampled_from([COVERAGE, Coverage()]),
    st.lists(problems, max_size=2).map(tuple),
    st.lists(texts, max_size=2).map(tuple),
    st.sampled_from([(), RULES]),
    st.just(STATISTICS),
)
