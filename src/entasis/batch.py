"""What is to be reviewed, read and lowered: the texts of the files, one program of all, and what could not be read."""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final, final

from entasis.answer import Text
from entasis.failure import failed
from entasis.finding import Problem, ProblemKind, Role
from entasis.frontends.python.lower import lower_module
from entasis.frontends.python.parse import parse
from entasis.ir.description import Description
from entasis.ir.function import Module
from entasis.ir.instructions import Const
from entasis.limits import DESCRIPTION_BYTES, NESTING
from entasis.models.loader import Models
from entasis.models.stubs import StubIndex
from entasis.program.program import Program
from entasis.source import Candidate, SourceFile, read, read_data
from entasis.source.recognise import is_template_name

_HOLE: Final = re.compile(r"\{\{|\{%")  # what a plain page has none of


@final
class Batch:
    """The files read so far: their texts, their lowered modules, and what went wrong."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.texts: dict[str, Text] = {}
        self.lowered: list[tuple[Module, Role]] = []
        self.skipped = 0
        self.partial = 0
        self.data: list[Candidate] = []
        self.limits: Counter[str] = Counter()  # how often which was hit

    def take(
        self,
        candidates: tuple[Candidate, ...],
        stdin: bytes | None,
        report: Callable[[int, int], None],
        *,
        is_reviewed: bool,
    ) -> None:
        """Read and lower `candidates`. Problems of files that are context only are not the review's."""
        for done, candidate in enumerate(candidates):
            report(done, len(candidates))
            sources, problems = read(candidate, stdin)
            if is_reviewed:
                self.problems.extend(problems)
                self.skipped += not sources and any(problem.incomplete for problem in problems)
            for source in sources:
                if source.path not in self.texts:
                    self._lower(source, is_reviewed=is_reviewed)

    def take_pages(self, candidates: tuple[Candidate, ...], *, is_reviewed: bool) -> None:
        """Of pages that may be templates, read those that the program names, and what else is one below their folder."""
        names = _named_pages(self.lowered) if candidates else {}
        named = {
            candidate.path: root
            for candidate in candidates
            for name in names.get(candidate.path.rpartition("/")[2], ())
            if (root := _root(candidate.path, name)) is not None
        }
        roots: tuple[str, ...] = ()
        for candidate in candidates:
            if candidate.path in named and self._take_page(candidate, is_reviewed=is_reviewed):
                roots += (named[candidate.path],)
        folders = tuple(root for root in dict.fromkeys(roots) if root)
        for candidate in candidates:
            if candidate.path not in named and candidate.path.startswith(folders):
                self._take_page(candidate, is_reviewed=is_reviewed)

    def _take_page(self, candidate: Candidate, *, is_reviewed: bool) -> bool:
        """Read and lower the page if it has holes; whether it has."""
        found = [source for source in read(candidate, None)[0] if _HOLE.search(source.text)]
        for source in found:
            if source.path not in self.texts:
                self._lower(source, is_reviewed=is_reviewed)
        return bool(found)

    def _lower(self, source: SourceFile, *, is_reviewed: bool) -> None:
        text = Text(source, is_reviewed=is_reviewed)
        module, problems = _lowered(source, text)
        if module is None:
            self.skipped += is_reviewed and any(problem.incomplete for problem in problems)
        else:
            self.texts[source.path] = text
            self.lowered.append((module, source.role))
            self.partial += is_reviewed and bool(problems)
        if is_reviewed:
            self.problems.extend(problems)

    def program(self, stubs: StubIndex, models: Models, *, with_tests: bool = True) -> Program:
        """The program of the files read. A file that it cannot be built with is left out and becomes a problem."""
        try:
            return Program(self.lowered, stubs, models, self._descriptions, with_tests=with_tests)
        except Exception:  # noqa: BLE001 - one file must not cost the review of the others
            for pair in tuple(self.lowered):
                try:
                    Program((pair,), stubs, models)
                except Exception as error:  # noqa: BLE001 - see above
                    self._leave_out(pair, error)
        return Program(self.lowered, stubs, models, self._descriptions, with_tests=with_tests)

    def _descriptions(self) -> Iterator[Description]:
        """The descriptions of interfaces in the tree."""
        from entasis.frontends.descriptions import read_description  # noqa: PLC0415 - few programs have any

        for candidate in self.data:
            text = read_data(candidate)
            if len(text) > DESCRIPTION_BYTES.bound:
                self.limits[DESCRIPTION_BYTES.name] += 1
                continue
            description = read_description(text, candidate.path)
            if description is not None:
                yield description

    def _leave_out(self, pair: tuple[Module, Role], error: Exception) -> None:
        path = pair[0].path
        self.lowered.remove(pair)
        if self.texts.pop(path).is_reviewed:
            self.skipped += 1
            self.problems.append(failed(path, 1, "", error))


def _named_pages(lowered: list[tuple[Module, Role]]) -> dict[str, list[str]]:
    """The names of pages that stand in the texts of the modules, by their last part."""
    found: dict[str, list[str]] = {}
    for module, _ in lowered:
        for function in module.functions:
            for step in function.definitions:  # all there are: `isinstance` would cost three times as much
                if step.__class__ is Const and isinstance(step.value, str) and is_template_name(step.value):
                    found.setdefault(step.value.rpartition("/")[2], []).append(step.value.removeprefix("./"))
    return found


def _root(path: str, name: str) -> str | None:
    """The folder below which the page has that name; None if it has not."""
    if path == name:
        return ""
    return path.removesuffix(name) if path.endswith(f"/{name}") else None


def _lowered(source: SourceFile, text: Text) -> tuple[Module | None, list[Problem]]:
    """The module of a file, and what of it could not be read. Never raises."""
    try:
        if source.is_template:
            return _lowered_template(source, text)
        if source.is_script:
            return _lowered_script(source, text)
        parsed = parse(source.text)
        try:
            module = lower_module(parsed.tree, source.path, walruses=parsed.walruses)
        except RecursionError:
            # The tolerant parser leaves out the statements that nest too deep, and only those.
            from entasis.frontends.python.recover import recover  # noqa: PLC0415 - see parse.py

            recovered = recover(source.text)
            module = lower_module(recovered.tree, source.path)
            too_deep = f"nested deeper than {NESTING.bound} levels"
            return module, [
                Problem(
                    source.path,
                    text.number(error.line),
                    ProblemKind.LIMIT,
                    error.message.replace("syntax error", too_deep, 1),
                )
                for error in recovered.errors
            ]
    except Exception as error:  # noqa: BLE001 - one file must not cost the review of the others
        return None, [failed(source.path, 1, "", error)]
    return module, [
        *_add_written_scripts(module, source, parsed.tree),
        *(
            Problem(source.path, text.number(line), ProblemKind.SYNTAX, message)
            for line, message in parsed.problems
        ),
    ]


def _lowered_template(source: SourceFile, text: Text) -> tuple[Module | None, list[Problem]]:
    """The module of a template. One in a language that is not known is no part of what was to be reviewed."""
    from entasis.frontends.javascript import add_scripts  # noqa: PLC0415 - see above
    from entasis.frontends.templates import lower_template  # noqa: PLC0415 - most trees have none, and it costs 40 ms

    try:
        module = lower_template(source.text, source.path)
    except RecursionError:
        message = f"the template is nested deeper than {NESTING.bound} levels"
        return None, [Problem(source.path, text.number(1), ProblemKind.LIMIT, message)]
    if module is not None:
        return module, _lost(source, text, add_scripts(module, source.text))
    message = "not reviewed: no template of Jinja or Django"
    return None, [Problem(source.path, text.number(1), ProblemKind.SYNTAX, message, incomplete=False)]


def _add_written_scripts(module: Module, source: SourceFile, tree: ast.Module) -> list[Problem]:
    """Put the scripts into the module that the program writes out, and say what went wrong with that."""
    if "<script" not in source.text:
        return []
    from entasis.frontends.javascript import add_written_scripts  # noqa: PLC0415 - few programs have any

    try:
        add_written_scripts(module, source.text, tree)
    except Exception as error:  # noqa: BLE001 - a script must not cost the review of the program around it
        return [failed(source.path, 1, "scripts", error)]
    return []


def _lowered_script(source: SourceFile, text: Text) -> tuple[Module | None, list[Problem]]:
    """The module of a script of pages."""
    from entasis.frontends.javascript import lower_script  # noqa: PLC0415 - most trees have none

    module, lost = lower_script(source.text, source.path)
    return module, _lost(source, text, lost)


def _lost(source: SourceFile, text: Text, lines: tuple[int, ...]) -> list[Problem]:
    """What of a script could not be read: one problem, at the first such place."""
    if not lines:
        return []
    more = f", here and at {len(lines) - 1} more places" if len(lines) > 1 else ""
    message = f"syntax error, line {lines[0]}: no JavaScript{more}"
    return [Problem(source.path, text.number(lines[0]), ProblemKind.SYNTAX, message)]
