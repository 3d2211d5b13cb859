"""How a model file is written: the tables and keys of its TOML.

    [[use]]
    api = "requests.{get,post}"            two rows, one an API
    when = { "arg:verify" = [false, 0] }   port -> condition
    kind = "tls.unverified"

A condition is a constant, a list of constants, or a table whose keys are alternatives: `is`, `not`, `none`,
`missing`, `api`, `not_api`, `made_by`, `matches`, `type`, `not_type` (see `ports.Condition`). What the keys of a
table mean is said where its rows are defined, in `rows`. Unknown keys are errors.
"""

from typing import Literal

import msgspec
from msgspec import field

from entasis.models.rows import Table, ThreatModel


class _Row(msgspec.Struct, forbid_unknown_fields=True):
    pass


Constant = bool | int | float | str


class ConditionRow(_Row):
    """The table form of a condition; its keys are alternatives."""

    equals: list[Constant] = field(name="is", default_factory=list)
    differs: list[Constant] = field(name="not", default_factory=list)
    none: bool = False
    missing: bool = False
    api: list[str] = []
    not_api: list[str] = []
    made_by: list[str] = []
    matches: str = ""
    type: list[str] = []
    not_type: list[str] = []


AnyCondition = Constant | list[Constant] | ConditionRow
Apis = str | list[str]


class MakingRow(_Row):
    api: Apis
    when: dict[str, AnyCondition] = {}


class EditRow(_Row):
    set: dict[str, str] = {}
    remove: list[str] = []
    callee: str = ""
    value: str = ""


class UseRow(_Row):
    api: Apis
    kind: str
    remedy: str
    because: str = ""
    when: dict[str, AnyCondition] = {}
    assigned: AnyCondition | None = None
    at: str = ""
    made: list[MakingRow] = []
    unless_made: list[MakingRow] = []
    unless_overrides: list[str] = []
    unless_set: str = ""
    beside: dict[str, AnyCondition] = {}
    edit: EditRow | None = None
    data: str = ""
    docs: str = ""
    before: str = ""
    removed: str = ""


class TypeRow(_Row):
    api: Apis
    returns: str = ""
    value: str = ""
    awaited: bool = False
    each: bool = False
    first: bool = False
    itself: bool = False
    of_class: list[str] = []
    removed: str = ""
    at: str = ""
    made_by: str = ""


class SourceRow(_Row):
    api: Apis
    port: str
    kind: str
    says: str
    address: bool = False
    options: str = ""
    declared: str = ""
    unless_overrides: list[str] = []
    unless_set_up: str = ""
    asks: str = ""
    placeholders: bool = False
    removed: str = ""


class MarkRow(_Row):
    key: str
    value: str
    at: str


class SinkRow(_Row):
    api: Apis
    port: str | list[str]
    kind: str
    says: str
    when: dict[str, AnyCondition] = {}
    probe: bool = False
    flags: str = ""
    text: bool = False
    added: str = ""
    program: str = ""
    used: bool = False
    shown: str = ""
    undone: list[str] = []
    page: bool = False
    marked: MarkRow | None = None
    apart: list[str] = []
    computed: list[str] = []
    removed: str = ""


class SanitizerRow(_Row):
    api: Apis
    clears: list[str]
    when: dict[str, AnyCondition] = {}
    removed: str = ""
    begins: str = ""


class GuardRow(_Row):
    api: Apis
    on: Literal["true", "false", "returns", "same", "member", "empty", "equal", "contains", "alike"]
    checks: str
    clears: list[str]
    when: dict[str, AnyCondition] = {}
    removed: str = ""


class FlowingRow(_Row):
    api: Apis
    sources: list[str] = field(name="from", default_factory=list)
    target: str = field(name="to", default="")
    none: bool = False
    restores: list[str] = []
    whole: bool = False
    relative: list[str] = []


class CallingRow(_Row):
    api: Apis
    callee: str
    passes: list[str] = []
    rest: int | None = None
    spread: str = ""
    keywords: str = ""
    gives: str = ""


class FieldRow(_Row):
    api: Apis
    clears: list[str] = []
    child: str = ""
    removed: str = ""


class MappingRow(_Row):
    api: Apis
    sent: str
    plain: str = ""
    back: str = ""
    clears: list[str] = []
    removed: str = ""


class EntryRow(_Row):
    api: Apis
    kind: str
    says: str
    parameters: Literal["*"] | list[str] = "*"
    methods: list[str] = []
    handler: str = ""
    route: str = ""
    segments: str = ""
    paired: bool = False
    whole: bool = False
    bound: str = ""
    injects: bool = False
    named: list[str] = []
    bases: str = ""
    types: dict[str, str] = {}
    unless: list[str] = []
    answers: str = ""
    answers_when: dict[str, AnyCondition] = {}
    replies: str = ""
    page_at: str = ""
    when: dict[str, AnyCondition] = {}
    makes: str = ""
    described: str = ""
    below: str = ""
    numbers: list[str] = []
    texts: bool = False
    declared: str = ""
    constructs: bool = False
    lookup: str = ""
    removed: str = ""


class RenderRow(_Row):
    api: Apis
    template: str
    context: list[str] = []
    keywords: bool = False
    raw: list[MakingRow] = []
    raw_names: str = ""
    off: list[MakingRow] = []
    sends: bool = False
    returned: bool = False


class OfferRow(_Row):
    api: Apis
    gives: Literal["filter", "name", "tag", "names"]
    function: str = ""
    name: str = ""
    passes: str = ""


class MemoryRow(_Row):
    api: Apis
    name: str
    puts: str = ""
    keys: list[str] = []
    at: str = ""
    whole: bool = False
    kept: bool = False


class ClassRow(_Row):
    api: Apis
    bases: list[str] = []
    redefines: dict[str, str] = {}
    validates: bool = False
    removed: str = ""
    told_by: list[str] = []
    told_as: str = ""
    told_with: list[str] = []
    checked_by: list[str] = []
    checked_after: list[str] = []
    keeps: bool = False
    subclassed: bool = False
    shown_as: list[str] = []
    takes: str = ""
    forms: list[str] = []
    lists: list[str] = []
    registers: list[str] = []
    dumped_by: list[str] = []
    opened_by: str = ""


class ProtocolRow(_Row):
    class_path: str = field(name="class")
    docs: str
    identified_by: list[str]
    variants: dict[str, list[str]] = {}


class OptionRow(_Row):
    api: Apis
    harmless: dict[str, AnyCondition]
    kind: str = ""
    says: str = ""
    bounding: list[str] = []


class ApiRow(_Row):
    api: Apis


class AttributeRow(_Row):
    api: Apis
    by: str


_Gives = Literal["one", "many"]


class RelationRow(_Row):
    api: Apis
    to: str
    many: str
    gives: list[_Gives]
    back: str = ""
    unnamed: str = ""
    back_gives: list[_Gives] = field(default_factory=lambda: ["many"])
    annotated: str = ""


class ViewRow(_Row):
    api: Apis
    of: list[str]
    template: str
    suffix: str = ""
    suffix_by: str = ""
    names: list[str] = []
    name_by: str = ""
    lists: list[str] = []
    small: str = "{}"


class AliasRow(_Row):
    api: str
    of: str


class FileRows(_Row):
    """A whole model file. `checked` is the release of the library that the rows were last read against."""

    library: str
    packages: list[str]
    docs: str
    checked: str = ""
    use: list[UseRow] = []
    type: list[TypeRow] = []
    source: list[SourceRow] = []
    sink: list[SinkRow] = []
    sanitizer: list[SanitizerRow] = []
    guard: list[GuardRow] = []
    flow: list[FlowingRow] = []
    call: list[CallingRow] = []
    entry: list[EntryRow] = []
    render: list[RenderRow] = []
    offer: list[OfferRow] = []
    memory: list[MemoryRow] = []
    classes: list[ClassRow] = field(name="class", default_factory=list)
    mapping: list[MappingRow] = []
    fields: list[FieldRow] = field(name="field", default_factory=list)
    protocol: list[ProtocolRow] = []
    noreturn: list[ApiRow] = []
    transparent: list[ApiRow] = []
    setting: list[ApiRow] = []
    column: list[ApiRow] = []
    relation: list[RelationRow] = []
    view: list[ViewRow] = []
    option: list[OptionRow] = []
    alias: list[AliasRow] = []
    attribute: list[AttributeRow] = []


class KindRow(_Row):
    name: str
    table: Table
    title: str
    what: str
    threat_model: ThreatModel | None = None
    sinks: list[str] = []
    sources: list[str] = []
    kept_by: list[str] = []
    like: str = ""
    unless: list[str] = []
    proved_by: str = ""
    only_proved: bool = False


class KindFile(_Row):
    kind: list[KindRow]


class OwnKindRow(_Row):
    """A kind of the user's own. Sources are remote unless another threat model is given."""

    name: str
    table: Table
    title: str = ""
    what: str = ""
    threat_model: ThreatModel | None = None


class RuleRow(_Row):
    """A weakness that is data of one of the kinds in `sources`, or of any, reaching one of the kinds in `sinks`."""

    id: str
    title: str
    cwe: int
    severity: Literal["low", "medium", "high", "critical"]
    sinks: list[str]
    message: str
    why: str
    remedy: str
    sources: list[str] = []


class OwnRows(FileRows):
    """A file of the user's own: the head is optional, kinds and rules are added."""

    kind: list[OwnKindRow] = []
    rule: list[RuleRow] = []
