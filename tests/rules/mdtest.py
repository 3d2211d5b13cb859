"""Reads a Markdown page as tests: the Python blocks under one heading are one program, marks say what is found.

    def may_delete(user):
        return user.role is "admin"  # finding: literal-identity

`# finding: RULE` is found at level default, `# audit: RULE` at level audit only. `# missing: RULE` should be found
and is not (yet); `# spurious: RULE` is found and should not be. Whatever is found without a mark fails, and so does
a mark where nothing is found. A block is the file `main.py`, unless `# file: pkg/mod.py` is its first line or a line
with only `pkg/mod.py` in backticks and a colon stands before it; the role follows from that path. Blocks of one file
are joined. In scripts marks begin with `//`. A `toml` block sets options: `level`, the level of the review ("audit" unless given), and `threat_models`,
those that are distrusted besides `remote`, parted by blanks. A `yaml` or `json` block is a file beside the program,
named as Python is.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from textwrap import dedent

from entasis import engine
from entasis.finding import Finding, Review, Tier

PAGES = Path(__file__).parent

_HEADING = re.compile(r"(#{1,6}) (.+)")
_FENCE = re.compile(r"\s*```(\w*)")
_NAMED_BEFORE = re.compile(r"`([\w./-]+\.(?:py|html|m?js|ya?ml|json))`:")
_NAMED_INSIDE = re.compile(r"# file: ([\w./-]+\.(?:py|ya?ml))")
_FILES = ("python", "html", "js", "yaml", "json")
_MARK = re.compile(r"(?:#|//) (finding|audit|missing|spurious): ([a-z-]+(?:, [a-z-]+)*)")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a line of a block says of itself."""

    kind: str
    rule: str


@dataclass(slots=True)
class File:
    """One file of a section. `page_lines[i]` is the line of the page on which its line i + 1 stands."""

    lines: list[str] = field(default_factory=list)
    page_lines: list[int] = field(default_factory=list)

    def marks(self) -> dict[int, list[Mark]]:
        """The marks by line of the file."""
        found: dict[int, list[Mark]] = {}
        for number, line in enumerate(self.lines, 1):
            for kind, rules in _MARK.findall(line):
                found.setdefault(number, []).extend(Mark(kind, rule) for rule in rules.split(", "))
        return found


@dataclass(slots=True)
class Section:
    """The program under one heading."""

    page: str
    heading: str
    files: dict[str, File] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)

    @property
    def level(self) -> Tier:
        """The level at which the program is reviewed."""
        return Tier(self.options.get("level", "audit"))

    @property
    def threat_models(self) -> tuple[str, ...]:
        """The groups of sources that are distrusted besides `remote`."""
        return ("remote", *self.options.get("threat_models", "").split())


def all_sections() -> list[Section]:
    """The sections of every page, in order."""
    return [
        section for page in sorted(PAGES.glob("*.md")) for section in sections(page.name, page.read_text())
    ]


def sections(page: str, text: str) -> list[Section]:
    """The sections of a page that hold a program; headings above are part of a section's name."""
    found: list[Section] = []
    titles: list[str] = []
    current = Section(page, "")
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        heading = _HEADING.match(lines[at])
        fence = _FENCE.match(lines[at])
        if heading:
            depth = len(heading[1])
            titles = [*titles[: depth - 1], heading[2]]
            current = Section(page, " / ".join(titles[1:]) or titles[0])
        elif fence:
            end = next(i for i in range(at + 1, len(lines)) if lines[i].strip() == "```")
            block = list(zip(lines[at + 1 : end], range(at + 2, end + 1), strict=True))
            if fence[1] == "toml":
                current.options |= tomllib.loads("\n".join(line for line, _ in block))
            elif fence[1] in _FILES:
                if not current.files:
                    found.append(current)
                before = next((line for line in reversed(lines[:at]) if line.strip()), "")
                _add(current, before, block)
            at = end
        at += 1
    return found


def _add(section: Section, before: str, block: list[tuple[str, int]]) -> None:
    inside = _NAMED_INSIDE.fullmatch(block[0][0]) if block else None
    named = inside or _NAMED_BEFORE.fullmatch(before.strip())
    file = section.files.setdefault(named[1] if named else "main.py", File())
    texts = dedent("\n".join(line for line, _ in block)).split("\n")
    file.lines += texts
    file.page_lines += [number for _, number in block]


def write(section: Section, directory: Path) -> None:
    """Write the section's files into `directory`."""
    for path, file in section.files.items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("\n".join(file.lines) + "\n")


def review(section: Section, directory: Path) -> Review:
    """The review of the section's program, which lies in `directory`."""
    options = engine.Options(
        paths=(str(directory),), level=section.level, threat_models=section.threat_models
    )
    return engine.review(options)


def disagreements(section: Section, directory: Path, answer: Review) -> Iterator[str]:
    """One line for everything the page and the answer do not agree on."""
    for problem in answer.problems:
        yield f"{problem.path}:{problem.line}: {problem.message}"
    found: dict[tuple[str, int], list[Finding]] = {}
    for finding in answer.findings:
        for span in (finding.span, *finding.also):
            path = Path(span.path).relative_to(directory).as_posix()
            found.setdefault((path, span.line), []).append(replace(finding, span=span))
    for path, file in section.files.items():
        marks = file.marks()
        for number, page_line in enumerate(file.page_lines, 1):
            place = f"{section.page}:{page_line}"
            for complaint in _on_line(marks.get(number, []), found.pop((path, number), [])):
                yield f"{place}: {complaint}\n    {file.lines[number - 1].strip()}"
    for (path, number), left in found.items():
        yield from (f"{section.page}: {path}:{number}: {_shown(finding)}" for finding in left)


def _on_line(marks: list[Mark], findings: list[Finding]) -> Iterator[str]:
    left = list(findings)
    for mark in marks:
        match = next((finding for finding in left if _fits(mark, finding)), None)
        if match is not None:
            left.remove(match)
        if mark.kind == "missing" and match is not None:
            yield f"{mark.rule} is found now: mark it as a finding"
        elif mark.kind == "spurious" and match is None:
            yield f"{mark.rule} is no longer found here: take the mark away"
        elif mark.kind in {"finding", "audit"} and match is None:
            yield f"{mark.kind} of {mark.rule} expected, none found"
    yield from (f"not expected: {_shown(finding)}" for finding in left)


def _fits(mark: Mark, finding: Finding) -> bool:
    tiers = {"finding": {Tier.DEFAULT}, "audit": {Tier.AUDIT}}.get(mark.kind, set(Tier))
    return finding.rule == mark.rule and finding.tier in tiers


def _shown(finding: Finding) -> str:
    return f"{finding.tier.value} {finding.rule}: {finding.message}"
