"""Sentences of which a source is the subject: the verb agrees with it.

the request's path chooses the file         the request's headers choose the file
"""

import re
from typing import Final

_GROUP: Final = re.compile(
    r" (?:of|that|with|in|from|by|on) "
)  # what comes behind is not what the sentence is about
_IRREGULAR: Final = {"is": "are", "was": "were", "as": "as", "has": "have", "does": "do", "goes": "go"}
_SIBILANTS: Final = ("ches", "shes", "sses", "xes")


def sentence(subject: str, said: str) -> str:
    """`said` of the subject, which its first word is the verb of, in the third person of the singular."""
    return f"{subject} {_of_many(said) if _is_plural(subject) else said}"


def agreed(subject: str, text: str) -> str:
    """The text, where it begins with the subject, with its first verb as that asks for."""
    return sentence(subject, text[len(subject) + 1 :]) if text.startswith(f"{subject} ") else text


def _is_plural(subject: str) -> bool:
    head = _GROUP.split(subject, maxsplit=1)[0].split()
    return (
        len(head) > 1
        and head[0] == "the"
        and head[-1].endswith("s")
        and not head[-1].endswith(("ss", "'s", "us"))
    )


def _of_many(said: str) -> str:
    verb, space, rest = said.partition(" ")
    many = _IRREGULAR.get(verb)
    if many is None:
        many = verb.removesuffix("es") if verb.endswith(_SIBILANTS) else verb.removesuffix("s")
    return f"{many}{space}{rest}"
