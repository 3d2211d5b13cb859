"""SQL that is put together by hand: a value in a text which begins as a statement does.

    "SELECT id FROM users WHERE name = '" + name + "'"     a statement, whoever runs it
    f"DELETE FROM {table}"                                 the same
    f"select a server from {names}"                        a sentence

Whether a database is ever passed the text is not known here.
"""

import re
from typing import Final

from entasis.analyses.taint.sinks import reach
from entasis.analyses.taint.state import State
from entasis.ir.instructions import Binary, Build, Call

_STATEMENT: Final = re.compile(
    r"\s*(?:(?:select\s.*?\sfrom|delete\s+from)\s+[^\s:]+\s+(?:.*\s)?(?:where|order\s+by|group\s+by|join|having|limit)\b"
    r"|insert\s+into\s+[^\s:]+.*\b(?:values|select)\b"
    r"|update\s+[^\s:]+\s+set\s+\S+\s*=)",
    re.IGNORECASE | re.DOTALL,
)
_TABLE: Final = re.compile(
    r"\s*(?:(?:SELECT\s.*\sFROM|DELETE\s+FROM|INSERT\s+INTO|UPDATE|(?:DROP|ALTER|CREATE|TRUNCATE)\s+TABLE)\s+[`\"\[]?\Z"
    r"|(?:select\s.*\sfrom|delete\s+from|insert\s+into|drop\s+table|truncate\s+table)\s+[`\"\[]\Z)",
    re.DOTALL,
)


def is_statement(before: str) -> bool:
    """Whether a text that begins so is a statement that goes on with the next value."""
    return bool(_STATEMENT.match(before) or _TABLE.match(before))


def put_in_statement(
    state: State, step: Build | Binary | Call, register: int, before: str, taint: int
) -> None:
    """`taint` is put into a text behind `before`."""
    if is_statement(before):
        reach(state, step, "an unknown call", "sql.built", "the SQL text", register, taint)
