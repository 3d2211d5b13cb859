"""What the cases import: a source of hostile text, and sinks that see at run time whether it did its harm.

    def case_greeting():
        name = source()
        sink("hello " + name)  # flow
        sink("hello")  # clean

A case runs with a benign value from every `source()`, with a hostile one from each of them, and with a hostile one
from only one of them; where it asks `maybe()`, it runs with every sequence of answers. A line marked `# flow` must see the hostile text in one of these runs, a line
marked `# clean` in none. Every marked line must be executed in one of them, unless it is marked
`# clean, never reached`.

What a hostile text is and when it has done harm:

    sink           the hostile text arrived: in the text of the value, in what it contains, in keys or bytes
    sink_command   it begins another command, or leaves a quote open
    sink_html      it opened a tag of its own
    sink_code      it is more than a literal
    sink_sql       it stands outside the quotes of an SQL statement
    sink_path      the path leads out of /srv/data
    sink_url       the request goes to another host than api.example.com
    sink_redirect  the browser leaves this site

For the analyser these functions are an outside library: what it knows of them stands in flowtest.toml.
"""

import ast
import os
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

SAFE = "safe"
BASE = "/srv/data"
HOST = "api.example.com"
HOSTILE = "../TOKEN'\"><b id=TOKEN>;TOKEN"
"""Leaves a folder, ends both kinds of quotes, opens a tag and ends a command. No slice of it loses every TOKEN."""


class Refused(Exception):
    """A guard of a case turned the value away."""


class NoMoreAnswers(Refused):
    """A case asked `maybe()` more often than an enumeration of its runs can bear."""


@dataclass
class Run:
    """One execution of one case: what it is given, and which sinks it came by."""

    hostile: range  # which calls of `source()` give hostile text, counted from 0
    answers: list[bool] = field(default_factory=list)
    asked: int = 0
    made: int = 0
    tokens: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    reached: set[tuple[str, int]] = field(default_factory=set)
    arrived: set[tuple[str, int]] = field(default_factory=set)

    def holds_hostile(self, text: str) -> bool:
        """Whether hostile text arrived: one of the tokens, or the whole of a hostile text that has none."""
        return any(mark in text for mark in (*self.tokens, *self.texts))

    def note(self, harm: bool) -> None:
        """The sink was called from the innermost line of a case that is still running."""
        frame = sys._getframe(2)
        while frame is not None and frame.f_globals.get("__loader__").__class__.__name__ != "CaseLoader":
            frame = frame.f_back
        assert frame is not None, "a sink was called from outside of every case"
        place = frame.f_code.co_filename, frame.f_lineno
        self.reached.add(place)
        if harm:
            self.arrived.add(place)


_running: list[Run] = []


def start(run: Run) -> None:
    """From here on, sources and sinks belong to `run`."""
    _running.append(run)


def stop() -> None:
    """The run that was started last is over."""
    _running.pop()


def source(benign: str = "plain", hostile: str = HOSTILE) -> str:
    """What an attacker sends. TOKEN in the hostile text stands for a word that no other call of `source` gives."""
    run = _running[-1]
    run.made += 1
    if run.made - 1 not in run.hostile:
        return benign
    token = f"zq{run.made:03}qz"
    text = hostile.replace("TOKEN", token)
    if token in text:
        run.tokens.append(token)
    else:
        run.texts.append(text)
    return text


def maybe() -> bool:
    """Something that nobody can know beforehand: the case runs with either answer."""
    run = _running[-1]
    if run.asked == len(run.answers):
        if run.asked == 5:
            raise NoMoreAnswers
        run.answers.append(False)
    run.asked += 1
    return run.answers[run.asked - 1]


def abort(message: str = "") -> None:
    """Never returns, as the function of that name in web frameworks."""
    raise Refused(message)


def sink(value: object) -> None:
    """Hostile text does harm wherever it arrives."""
    run = _running[-1]
    leaves = list(_leaves(value, 0))
    run.note(run.holds_hostile("".join(leaves)) or any(map(run.holds_hostile, leaves)))


def sink_command(command: str) -> None:
    """Runs a command through a shell."""
    run = _running[-1]
    try:
        words = list(shlex.shlex(command, posix=True, punctuation_chars=True))
    except ValueError:
        words = [";"]  # a quote is left open: the shell would read on
    run.note(run.holds_hostile(command) and any(set(word) <= set(";&|<>()") for word in words))


def sink_html(page: str) -> None:
    """Sends a page to a browser."""
    run = _running[-1]

    class Tags(HTMLParser):
        is_foreign = False

        def handle_starttag(self, tag, attributes):
            identities = [value or "" for name, value in attributes if name == "id"]
            self.is_foreign |= any(map(run.holds_hostile, identities))

    tags = Tags()
    tags.feed(page)
    run.note(tags.is_foreign)


def sink_sql(statement: str, parameters: object = ()) -> None:
    """Executes an SQL statement. Its parameters are no part of the text."""
    run = _running[-1]
    run.note(run.holds_hostile(re.sub(r"'(?:[^']|'')*'", "", statement)))


def sink_code(text: str) -> None:
    """Runs a text as Python. A literal does nothing."""
    run = _running[-1]
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError:
        return run.note(False)
    run.note(run.holds_hostile(text) and not isinstance(tree.body, ast.Constant))


def sink_path(path: str | os.PathLike[str]) -> None:
    """Opens a file, which must lie in /srv/data."""
    run = _running[-1]
    text = os.fspath(path)
    is_inside = os.path.normpath(text).startswith(BASE + "/")
    run.note(run.holds_hostile(text) and not is_inside)


def sink_url(url: str) -> None:
    """Requests a page, which must come from api.example.com by HTTP."""
    run = _running[-1]
    parts = urlsplit(url)
    is_ours = parts.scheme in {"http", "https"} and parts.hostname == HOST
    run.note(run.holds_hostile(url) and not is_ours)


def sink_redirect(location: str) -> None:
    """Sends the browser to a place, which must be one of this site."""
    run = _running[-1]
    parts = urlsplit(location.replace("\\", "/"))
    run.note(run.holds_hostile(location) and bool(parts.scheme or parts.netloc))


def _leaves(value: object, depth: int) -> Iterator[str]:
    """Every text in `value`: its own, those of its keys and elements, and what it prints as."""
    if depth > 6:
        return
    match value:
        case str():
            yield str(value)
        case bytes() | bytearray() | memoryview():
            yield bytes(value).decode("latin-1")
        case dict():
            for key, item in value.items():
                yield from _leaves(key, depth + 1)
                yield from _leaves(item, depth + 1)
        case list() | tuple() | set() | frozenset():
            for item in value:
                yield from _leaves(item, depth + 1)
        case _:
            yield str(value)
