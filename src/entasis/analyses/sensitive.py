"""Whether a value is a credential, or becomes one: told by the names of variables, fields, keys and parameters.

    digest = hashlib.md5(password.encode())           the data is named `password`
    row["api_token"] = hashlib.sha1(seed).hexdigest() the result is stored as `api_token`

Names are split into words first, so `tokenizer` is no token and `author` no auth. A name is evidence, not proof of
a flow: what counts is that a value of that name goes into the step, or that its result goes into one.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from entasis.analyses.origins import backward
from entasis.analyses.view import View
from entasis.ir.instructions import (
    NONE,
    Binary,
    Build,
    Call,
    Compare,
    Const,
    GetField,
    GetItem,
    Instruction,
    Load,
    Param,
    Phi,
    Return,
    SetField,
    SetItem,
    Store,
)
from entasis.ir.operands import operands

_WORDS: Final = frozenset(
    {
        "password",
        "passwords",
        "passwd",
        "passphrase",
        "pwd",
        "secret",
        "secrets",
        "credential",
        "credentials",
        "token",
    }
    | {"signature", "hmac", "otp"}
)
_PAIRS: Final = frozenset(
    {
        ("api", "key"),
        ("private", "key"),
        ("secret", "key"),
        ("session", "id"),
        ("access", "key"),
        ("signing", "key"),
    }
)
_MAKING: Final = frozenset({"generate", "gen", "create", "make", "new", "random"})
_OF_TEXTS: Final = frozenset({"token", "signature", "hmac"})
# `token_count`, `password_field` and their like hold something about a credential.
_ABOUT: Final = frozenset(
    {"count", "counts", "type", "types", "len", "length", "url", "field", "form", "name", "path", "file"}
    | {"date", "time", "expiry", "expires", "age"}
)
_SPLIT: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")


def words_of(name: str) -> list[str]:
    """The words of which a name is made, in small letters."""
    return [word.lower() for word in _SPLIT.findall(name)]


def is_sensitive_name(name: str) -> bool:
    """Whether the words of `name` say that it holds a credential."""
    words = words_of(name)
    is_named = any(word in _WORDS for word in words) or any(
        (first, second.removesuffix("s")) in _PAIRS for first, second in pairwise(words)
    )
    return is_named and words[-1] not in _ABOUT


def sensitive_input(view: View, register: int) -> str:
    """The sensitive name of something that is part of the data in `register`, or ""."""
    steps = backward(view, register, with_keys=False)
    return next((name for name in _names(view, steps) if is_sensitive_name(name)), "")


def sensitive_result(view: View, register: int) -> str:
    """The sensitive name under which the value in `register`, or what is made of it, is kept, or ""."""
    users, reached = _forward(view, register)
    for user in users:
        name = ""
        match user:
            case SetField() | Store():
                name = user.name
            case SetItem():
                name = _text(view, user.key)
            case Call():
                name = _argument_name(user, reached)
            case Build() if user.kind == "dict":
                name = _dict_key(view, user, reached)
            case _:
                pass
        name = name or view.function.function.variables.get(user.result, "")
        if name and is_sensitive_name(name.partition("#")[0]):
            return name
    return _given_back(view, register)


def _given_back(view: View, register: int) -> str:
    """The name of the function, where that says that it makes a credential, and the value, or what is made of it, is it.

    What it calls a token or a signature may be a part of a text.
    """
    verb, *words = words_of(view.function.name) or [""]
    if verb not in _MAKING or not is_sensitive_name("_".join(words)) or not _OF_TEXTS.isdisjoint(words):
        return ""
    given = {end.value for block in view.blocks if isinstance(end := block.terminator, Return)}
    is_it = register in given or any(step.result in given for step in _forward(view, register)[0])
    return view.function.name if is_it else ""


def is_used_in_parts(view: View, register: int) -> bool:
    """Whether nothing is done with a digest but to cut it in two, as for a list of digests that is asked by beginnings.

    sent, kept = digest[:5], digest[5:]       what the list says of others is no use without the rest
    """
    reached, is_cut = {register}, False
    for step in view.steps():
        if reached.isdisjoint(operands(step)):
            continue
        key = view.definitions[step.key] if isinstance(step, GetItem) else None
        if isinstance(step, GetField | Phi) or (isinstance(step, Call) and step.callee in reached):
            reached.add(step.result)
        elif isinstance(key, Build) and key.kind == "slice":
            is_cut = True
        else:
            return False
    return is_cut and not any(
        isinstance(end := block.terminator, Return) and end.value in reached for block in view.blocks
    )


def _names(view: View, steps: Iterable[Instruction]) -> Iterable[str]:
    variables = view.function.function.variables
    for step in steps:
        name = variables.get(step.result)
        if name:
            yield name
        match step:
            case Param() | Load() | GetField():
                yield step.name
            case GetItem():
                yield _text(view, step.key)
            case Call():
                callee = view.definitions[step.callee]
                if isinstance(callee, GetField) and callee.name == "get" and step.arguments:
                    yield _text(view, step.arguments[0])
            case _:
                pass


def _text(view: View, register: int) -> str:
    step = view.definitions[register] if register != NONE else None
    return step.value if isinstance(step, Const) and isinstance(step.value, str) else ""


def _forward(view: View, register: int) -> tuple[list[Instruction], set[int]]:
    """The steps that use the value, or text, bytes and results of its methods made of it; and the registers of all these."""
    found: list[Instruction] = []
    reached = {register}
    variables = view.function.function.variables
    if register in variables:
        step = view.definitions[register]
        if step is not None:
            found.append(step)
    for step in view.steps():  # blocks are in the order of the text: one pass follows straight code
        if reached.isdisjoint(operands(step)):
            continue
        found.append(step)
        if isinstance(step, SetItem) and step.key == NONE:  # an element of a comprehension
            reached.add(step.object)
        is_part = isinstance(step, GetField | Binary | Build | Phi | GetItem) or (
            isinstance(step, Call)
            and (step.callee in reached or isinstance(view.definitions[step.callee], GetField))
        )
        if is_part and not isinstance(step, Compare) and step.result != NONE:
            reached.add(step.result)
    return found, reached


def _argument_name(call: Call, reached: set[int]) -> str:
    """The name that the value's use as an argument gives it: that of another argument says nothing of it."""
    named = call.arguments[len(call.arguments) - len(call.names) :]
    pairs = zip(call.names, named, strict=True)
    return next((name for name, given in pairs if given in reached and is_sensitive_name(name)), "")


def _dict_key(view: View, build: Build, reached: set[int]) -> str:
    """The key under which the value lies: those of its neighbours say nothing of it."""
    pairs = zip(build.operands[::2], build.operands[1::2], strict=True)
    keys = (_text(view, key) for key, given in pairs if key != NONE and given in reached)
    return next((key for key in keys if is_sensitive_name(key)), "")
