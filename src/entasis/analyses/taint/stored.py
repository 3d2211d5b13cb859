"""What is kept in a table of a database by one part of a program, and read from it by another.

cursor.execute("INSERT INTO posts (text) VALUES (?)", (request.form["text"],))     leaves data in a column
cursor.execute("SELECT * FROM posts")
for row in cursor.fetchall(): row["text"]                                          reads it there

Post(text=request.form["text"])                                                    the same, where rows are objects
Post.query.all()

Nothing is known of other programs that use the database: what nobody here has put there is another threat model.
"""

from typing import Final

from entasis.analyses.misuse import call_apis
from entasis.analyses.statements import Statement, Value
from entasis.analyses.taint.heap import CONTENT, NOTHING, bits_of
from entasis.analyses.taint.held import CLEAN, Held
from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import SharedOrigin
from entasis.ir.instructions import NONE, Call, GetField, Iterate
from entasis.models.ports import PortKind
from entasis.models.rows import ThreatModel
from entasis.program.rows import related
from entasis.program.symbols import ClassSymbol

_ONE: Final = frozenset({"fetchone", "first", "one", "one_or_none", "fetch_one", "fetchrow"})
_MANY: Final = frozenset({"fetchall", "fetchmany", "all", "fetch_all", "fetch"})
_PARAMETERS: Final = frozenset({"parameters", "params", "vars", "args", "values", "seq_of_parameters"})
_PAIR: Final = 2
_ROWS: Final = CONTENT  # of what a statement was run by: no part of the connection or the cursor itself


def fetched(state: State, step: Call, apis: list[str], receiver: int) -> Held | None:
    """The rows that the call gives of what was asked for before; None if it is no such call."""
    callee = state.view.definitions[step.callee]
    if not isinstance(callee, GetField) or receiver < 0:
        return _as_mapping(state, step, apis) or _asked_for(state, step, apis)
    base = state.read(receiver)
    queries = 0
    rows = 0
    for index in bits_of(base.objects):
        if index in state.queries:
            queries |= 1 << index
        rows |= state.places.get(index, NOTHING).get(_ROWS, CLEAN).objects
    if queries:
        return _of_query(state, step, apis, queries)
    if rows and callee.name in _ONE:
        return Held(0, rows)
    if rows and callee.name in _MANY:
        made = Held(0, state.new_object(step.result))
        state.write(made, "*", Held(0, rows))
        return made
    return _asked_for(state, step, apis)


def _as_mapping(state: State, step: Call, apis: list[str]) -> Held | None:
    """`dict(zip(row.keys(), row))` holds under each name what the row does."""
    if apis != ["builtins.dict"] or len(step.arguments) != 1 or not state.rows:
        return None
    pairs = state.view.definitions[step.arguments[0]]
    site = state.view.site_of.get(id(pairs)) if isinstance(pairs, Call) else None
    if site is None or call_apis(state.view, site) != ["builtins.zip"] or len(site.call.arguments) != _PAIR:
        return None
    objects = state.read(site.call.arguments[1]).objects
    rows = sum(1 << index for index in bits_of(objects) if index in state.rows)
    return Held(0, rows) if rows == objects and rows else None


def kept(state: State, step: Call, apis: list[str], receiver: int, made: Held) -> None:
    """Note what the statement that the call runs leaves in a table, and which rows it finds."""
    stores = state.around.stores
    if receiver >= 0 and any(sink.kind == "attribute" for api in apis for sink in state.models.sinks(api)):
        symbol = stores.class_read(state.function, receiver)
        if symbol is not None:  # `Post.create(text=...)` makes a row
            _keep_named(state, step, symbol)
    for api in apis:
        for sink in state.models.sinks(api):
            if sink.port.kind is not PortKind.ARGUMENT or not sink.kind.startswith("sql"):
                continue
            register = state.view.argument(step, sink.port)
            statement = _statement(state, step, register) if register is not None else None
            if statement is None:
                continue
            if statement.verb == "write":
                _write(state, step, statement, sink.port.position or 0)
            elif statement.verb == "read" and stores is not None:
                _find(state, step, statement, receiver, made)
            return


def _statement(state: State, step: Call, register: int) -> Statement | None:
    """The statement in the register, or in the text that it was made of: `text("SELECT ...")`."""
    definition = state.view.definitions[register] if register >= 0 else None
    if isinstance(definition, Call) and definition.arguments:
        site = state.view.site_of.get(id(definition))
        is_text = site is not None and any(
            sink.kind.startswith("sql")
            for api in call_apis(state.view, site)
            for sink in state.models.sinks(api)
        )
        if is_text:
            return state.around.stores.statement(state.view, definition, definition.arguments[0])
    return state.around.stores.statement(state.view, step, register)


def is_distrusted(state: State) -> bool:
    """Whether all that is read from a database is distrusted, whoever has put it there."""
    return ThreatModel.DATABASE.value in state.around.threat_models


# Writing


def _write(state: State, step: Call, statement: Statement, at: int) -> None:
    stores = state.around.stores
    names = [name for name, _ in statement.columns] or list(stores.columns(statement.table))
    if len(names) < len(statement.values):
        return
    table = stores.table(statement.table)
    for name, value in zip(names, statement.values, strict=False):
        taint = _given(state, step, value, at) if name else 0
        state.share(SharedOrigin(table, name), taint)


def _given(state: State, step: Call, value: Value, at: int) -> int:
    """The taint of what a column is given."""
    taint = 0
    for register in value.holes:
        taint |= state.deep(state.read(register))
    if value.place is None:
        return taint
    positional = len(step.arguments) - len(step.names)
    if value.is_argument and isinstance(value.place, int):
        index = at + value.place
        return taint | (
            state.deep(state.read(step.arguments[index])) if not step.stars and index < positional else 0
        )
    named = dict(zip(step.names, step.arguments[positional:], strict=True))
    bound = next((named[name] for name in step.names if name in _PARAMETERS), NONE)
    if bound == NONE and at + 1 < positional and not step.stars:
        bound = step.arguments[at + 1]
    if bound == NONE:
        return taint
    selector = f"[{value.place!r}]"
    callee = state.view.definitions[step.callee]
    if isinstance(callee, GetField) and callee.name == "executemany":
        return taint | state.taint_at(bound, ("*", selector))
    return taint | state.taint_at(bound, (selector,))


def keep_field(state: State, symbol: ClassSymbol, name: str, taint: int) -> None:
    """`taint` was left in a field of an object of the class: if such objects are rows, in a column."""
    stores = state.around.stores
    if name in state.evaluator.related and related(state.evaluator, symbol, name):
        return  # another row lies there, and what is in its own columns
    if taint and stores.is_kept(symbol):
        state.share(SharedOrigin(stores.of_class(symbol), name), taint)


def keep_checked(state: State, symbol: ClassSymbol, name: str, taint: int) -> None:
    """A form has left `taint` in a column of the class's table: it has refused what is no value of that column."""
    clears = (state.view.program.forms.kept_by(symbol) or {}).get(name, ())
    left = state.kinds.clear(taint, state.kinds.mask(clears)) if clears else taint
    state.share(SharedOrigin(state.around.stores.of_class(symbol), name), left)


# Reading


def _find(state: State, step: Call, statement: Statement, receiver: int, made: Held) -> None:
    """Let the rows that the statement finds lie in what has run it, and in the result."""
    row = _row(state, step, statement)
    lying = Held(0, row) if row else CLEAN
    base = state.read(receiver) if receiver >= 0 else CLEAN
    if base.objects and (row or state.has_place(base, _ROWS)):
        state.write(base, _ROWS, lying)
        if any(isinstance(s, Iterate) and s.object == receiver for s in state.view.definitions):
            state.write(base, "*", lying)
    if not row:
        return
    state.write(made, _ROWS, lying)
    callee = state.view.definitions[step.callee]
    name = callee.name if isinstance(callee, GetField) else ""
    if name in _ONE:
        for selector, held in state.places.get(row.bit_length() - 1, NOTHING).items():
            state.write(made, selector, held)
    else:
        state.write(made, "*", lying)


def _row(state: State, step: Call, statement: Statement) -> int:
    """An object that holds what others have left in the columns that are asked for; 0 if they have in none."""
    stores, memory = state.around.stores, state.around.memory
    tables = [stores.table(name) for name in (statement.table, *statement.others)]
    tainted = {(table.name, name): table for table in tables for name in memory.names(table)}
    found: list[tuple[str, SharedOrigin]] = []
    for at, (column, shown) in enumerate(statement.columns):
        for (of, name), table in tainted.items():
            if column not in {"*", name}:
                continue
            origin = SharedOrigin(table, name)
            exposed = name if column == "*" else shown
            if exposed:
                found += [(f"[{exposed!r}]", origin), (f".{exposed}", origin)]
            order = stores.columns(of) if column == "*" else ()
            if column != "*":
                found.append((f"[{at}]", origin))
            elif name in order and len(tables) == 1 and len(statement.columns) == 1:
                found.append((f"[{order.index(name)}]", origin))
    if not found:
        return 0
    row = state.new_object(step.result, "row")
    state.rows.add(row.bit_length() - 1)
    for selector, origin in found:
        state.write(Held(0, row), selector, Held(state.taint_of(origin)))
    return row


# Rows that are objects


def query_of(state: State, step: GetField) -> int:
    """The query that a class has for its own objects: `Post.query`; 0 if the field is something else."""
    stores = state.around.stores
    if step.name not in stores.names:
        return 0
    symbol = stores.class_read(state.function, step.object)
    if symbol is None or not stores.is_query(state.function, step.result):
        return 0
    return _query(state, step.result, symbol)


def _asked_for(state: State, step: Call, apis: list[str]) -> Held | None:
    """What a call gives that is passed the class whose objects it reads, or a query for them."""
    stores = state.around.stores
    if not stores.names:
        return None
    objects = 0
    for symbol in stores.classes_asked_for(state.function, step):
        objects |= _query(state, step.result, symbol)
    if not objects and state.queries and any(map(stores.is_reading, apis)):
        for register in step.arguments:
            objects |= sum(1 << i for i in bits_of(state.read(register).objects) if i in state.queries)
    return Held(0, objects) if objects else None


def _query(state: State, register: int, symbol: ClassSymbol) -> int:
    """An object that is a query for rows of the class, and any of its rows as well."""
    stores, memory = state.around.stores, state.around.memory
    query, row = state.new_object(register, "query"), state.new_object(register, "row")
    for made in (query, row):
        state.queries[made.bit_length() - 1] = symbol
    state.write(Held(0, query), "*", Held(0, row))
    related = [node for node in state.evaluator.mro(symbol) if isinstance(node, ClassSymbol)]
    related += state.evaluator.subclasses.get(symbol, ())
    for node in related:
        table = stores.of_class(node)
        for name in memory.names(table):
            if not state.view.program.columns.is_number_in(node, name):
                held = Held(state.taint_of(SharedOrigin(table, name)))
                for made in (query, row):
                    state.write(Held(0, made), f".{name}", held)
    return query


def _of_query(state: State, step: Call, apis: list[str], queries: int) -> Held:
    """A method of a query gives a query, or rows; one that makes rows leaves what it is passed by name in them."""
    if any(sink.kind == "attribute" for api in apis for sink in state.models.sinks(api)):
        for index in bits_of(queries):
            _keep_named(state, step, state.queries[index])
    return Held(0, queries)


def _keep_named(state: State, step: Call, symbol: ClassSymbol) -> None:
    """What the call passes by name is left in the columns of those names."""
    values = step.arguments[len(step.arguments) - len(step.names) :]
    for name, register in zip(step.names, values, strict=True):
        if name:
            keep_field(state, symbol, name, state.deep(state.read(register)))
