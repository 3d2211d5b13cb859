"""Every cap of the analysis, in one table: what is bounded, at how much, and what is lost when it is hit.

A limit that is hit during a review is counted under its name and shown in the coverage line, so that no
answer is silently weaker than it looks. Nothing else in the project may hold a bound of its own.
"""

from msgspec import Struct


class Limit(Struct, frozen=True):
    """One cap. `incomplete` says whether hitting it makes the review incomplete (exit code 4)."""

    name: str
    bound: int
    unit: str
    loses: str
    incomplete: bool = False


FILE_BYTES = Limit("file-bytes", 64 * 1024 * 1024, "bytes", "a larger file is not read", incomplete=True)
HEAD_BYTES = Limit("head-bytes", 1_024, "bytes", "a shebang or mark of generated code further in is not seen")
IGNORE_PATTERNS = Limit(
    "ignore-patterns", 2_000, "patterns", "further ones of an ignore file are not honoured"
)
DESCRIPTION_BYTES = Limit(
    "description-bytes",
    4 * 1024 * 1024,
    "bytes",
    "what a larger description of an interface names is not known",
)
NESTING = Limit("nesting", 2_000, "levels", "a file nested deeper is not lowered", incomplete=True)
SCRIPT_NESTING = Limit(
    "script-nesting", 120, "levels", "what is nested deeper in a script of a page is not looked at"
)
SCRIPT_BYTES = Limit("script-bytes", 512 * 1024, "bytes", "a larger script of a page is not looked at")
FINALLY_COPIES = Limit("finally-copies", 16, "copies", "further ways out of a finally share one copy")
FUNCTION_STEPS = Limit(
    "function-steps", 400_000, "steps", "a larger function is not followed", incomplete=True
)
CALL_DEPTH = Limit("call-depth", 500, "calls", "data is not followed into a longer chain of functions")
PORT_CALLS = Limit(
    "port-calls", 8, "calls", "what a function is passed is not followed into its further calls"
)
FOLLOWED_CALLS = Limit(
    "followed-calls",
    32,
    "calls",
    "data is not followed into further functions that a function's callees are passed",
)
FLOW_RUNS = Limit(
    "flow-runs",
    10_000,
    "functions",
    "data is not followed into what is still to be looked at: the tests first",
)
SUMMARIES = Limit(
    "summaries", 6, "times", "what is learnt of a function's callees after that is not known to its callers"
)
SHARED_HOPS = Limit(
    "shared-hops", 4, "memories", "data that has come through so many fields and variables is not followed"
)
LOOP_ROUNDS = Limit(
    "loop-rounds", 12, "rounds", "what a loop carries from turn to turn after that is not followed"
)
PORTS = Limit("ports", 32, "places", "data is not followed into further fields of a function's parameters")
DECIDED_KEYS = Limit(
    "decided-keys", 16, "places", "what lies under further keys that comparisons decide is not told apart"
)
SUMMARY_PLACES = Limit(
    "summary-places", 32, "places", "what a function leaves in further fields is not known to its callers"
)
LATENT_SINKS = Limit(
    "latent-sinks",
    512,
    "ways",
    "of further ways from what a function is passed to what its callees do, its callers do not know",
)
SINK_WAYS = Limit(
    "sink-ways",
    16,
    "calls",
    "of further calls in a function by which one value that it is passed gets to one place, its callers do not know",
)
PORT_DEPTH = Limit(
    "port-depth", 3, "selectors", "what lies deeper in what a function is passed is not told apart"
)
PASSED_DEPTH = Limit(
    "passed-depth",
    2,
    "functions",
    "what a function is passed is taken to give all it gets when called further in",
)
SEQUENCE_ELEMENTS = Limit(
    "sequence-elements",
    64,
    "elements",
    "the elements of a longer sequence that is put together are not told apart",
)
RECORD_DEPTH = Limit(
    "record-depth", 3, "records", "the fields of a record deeper in another are not told apart"
)
CONTEXTS = Limit(
    "contexts",
    4,
    "combinations",
    "what a function does with further constants that it is passed is not told apart",
)
CONTEXT_BLOCKS = Limit(
    "context-blocks",
    32,
    "blocks",
    "what a larger function does with a constant that it is passed is not told apart",
)
CONTEXT_DEPTH = Limit(
    "context-depth",
    12,
    "functions",
    "constants that are passed on and on decide nothing in further functions",
)
CONTEXT_KEYS = Limit(
    "context-keys",
    32,
    "combinations",
    "which of several constants that a function is passed decide nothing beside the others is not found out",
)
CHECK_ROUNDS = Limit(
    "check-rounds", 5, "rounds", "what is checked in loops that are nested deeper is not known behind them"
)
CHECK_DEPTH = Limit("check-depth", 6, "steps", "what a condition that is composed deeper checks is not known")
ASKED_HANDLERS = Limit(
    "asked-handlers",
    4,
    "functions",
    "what a script asks at an address that more handlers have is not known to it",
)
VALUE_DEPTH = Limit("value-depth", 8, "steps", "what a value is made of further back is not known")
TEXT_LENGTH = Limit(
    "text-length", 4_000, "characters", "at which place of a longer text data stands is not known"
)
LITERALS = Limit(
    "literals", 64, "values", "which texts a value that is chosen among more may begin with is not known"
)
TEXT_PARTS = Limit(
    "text-parts", 40, "parts", "what stands before data in a text put together of more is not known"
)
TEXT_MAKERS = Limit(
    "text-makers",
    8,
    "functions",
    "a text that more functions give back to each other is reported where it does harm, not where it is made",
)
WRAPPERS = Limit(
    "wrappers",
    4,
    "calls",
    "a handler, or a guard of a client, that is wrapped in more is not known to be one",
)
TYPES_PER_VALUE = Limit("types-per-value", 8, "classes", "a value with more classes has an unknown type")
FUNCTIONS_PER_VALUE = Limit(
    "functions-per-value", 24, "functions", "what one of more functions is, as in a table of them, is unknown"
)
ROWS_PER_VALUE = Limit(
    "rows-per-value", 60, "collections", "what lies in one of more rows of a table is unknown"
)
REGISTERED_CLASSES = Limit(
    "registered-classes",
    4,
    "classes",
    "of more classes in a register only what they all derive from is known",
)
IMPLEMENTATIONS = Limit(
    "implementations", 32, "methods", "a method that more classes put into practice is not followed into them"
)
HIERARCHY = Limit("hierarchy", 500, "classes", "what a class inherits from further away is unknown")
RESOLUTION_DEPTH = Limit("resolution-depth", 100, "hops", "a longer chain of names is left unresolved")
TRACE_HOPS = Limit(
    "trace-hops", 200_000, "hops", "entasis trace finds no way that is further from its source"
)
CONSTRUCTIONS = Limit(
    "constructions", 64, "calls", "what more calls of a class pass to its constructor is not known"
)
NAME_CANDIDATES = Limit("name-candidates", 3, "functions", "a method name that more share is left unresolved")
CONSTANT_SIZE = Limit(
    "constant-size", 4_096, "characters or items", "a larger constant is treated as unknown"
)
REGEX_NESTING = Limit(
    "regex-nesting", 40, "groups", "the backtracking of a regular expression nested deeper is not known"
)
REGEX_STATES = Limit(
    "regex-states", 600, "characters", "the backtracking of a longer regular expression is not known"
)
REGEX_STEPS = Limit(
    "regex-steps", 200_000, "steps", "the backtracking of a more tangled regular expression is not known"
)
REGEX_PARTS = Limit("regex-parts", 500, "values", "further parts of a regular expression are not looked at")
OPAQUE = Limit("opaque", 0, "operations", "the value of a construct that is not modelled is unknown")

LIMITS: tuple[Limit, ...] = (
    FILE_BYTES,
    HEAD_BYTES,
    IGNORE_PATTERNS,
    DESCRIPTION_BYTES,
    NESTING,
    SCRIPT_NESTING,
    SCRIPT_BYTES,
    FINALLY_COPIES,
    FUNCTION_STEPS,
    CALL_DEPTH,
    PORT_CALLS,
    FOLLOWED_CALLS,
    FLOW_RUNS,
    SUMMARIES,
    SHARED_HOPS,
    LOOP_ROUNDS,
    PORTS,
    DECIDED_KEYS,
    SUMMARY_PLACES,
    LATENT_SINKS,
    SINK_WAYS,
    PORT_DEPTH,
    PASSED_DEPTH,
    SEQUENCE_ELEMENTS,
    RECORD_DEPTH,
    CONTEXTS,
    CONTEXT_BLOCKS,
    CONTEXT_DEPTH,
    CONTEXT_KEYS,
    CHECK_ROUNDS,
    CHECK_DEPTH,
    ASKED_HANDLERS,
    VALUE_DEPTH,
    TEXT_LENGTH,
    LITERALS,
    TEXT_PARTS,
    TEXT_MAKERS,
    WRAPPERS,
    TYPES_PER_VALUE,
    FUNCTIONS_PER_VALUE,
    ROWS_PER_VALUE,
    REGISTERED_CLASSES,
    IMPLEMENTATIONS,
    HIERARCHY,
    RESOLUTION_DEPTH,
    TRACE_HOPS,
    CONSTRUCTIONS,
    NAME_CANDIDATES,
    CONSTANT_SIZE,
    REGEX_NESTING,
    REGEX_STATES,
    REGEX_STEPS,
    REGEX_PARTS,
    OPAQUE,
)
