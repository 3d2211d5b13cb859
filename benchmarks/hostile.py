"""What a review makes of input that is made to hurt: each case at full size, in a process of its own, with its price.

    python benchmarks/hostile.py [--scale N] [--cases NAME,...]

Every case also holds a file with a defect, `defect.py`, that has to be found whatever lies beside it; where a part
could not be analysed, the exit code is 4 and the answer names it. `--scale 2` makes everything twice as large, which
shows whether what it costs is in proportion. The tests run all cases at a thousandth of their size.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from entasis.explain import columns
from measure import cost_of_command

FINDINGS, INCOMPLETE = 1, 4
DEFECT = 'def is_admin(name):\n    return name is "admin"\n'


@dataclass(frozen=True, slots=True)
class Case:
    """One hostile input: `make` puts it into a directory, of size `full` times the scale; the exit code to expect."""

    name: str
    full: int
    unit: str
    make: Callable[[Path, int], None]
    code: int = FINDINGS


def link_loop(root: Path, size: int) -> None:
    """Directories that link to each other and to themselves, and a file that is a link to itself."""
    for number in range(size):
        folder = root / f"d{number}"
        folder.mkdir()
        (folder / "up").symlink_to("..")
        (folder / "next").symlink_to(f"../d{(number + 1) % size}")
        (folder / "self.py").symlink_to("self.py")


def large_file(root: Path, size: int) -> None:
    """One file of so many bytes, all of it functions."""
    with (root / "large.py").open("w") as file:
        for number in range(size // 90 + 1):
            file.write(
                f"def f{number}(a, b):\n    if a > {number}:\n        return f(a + b, '{number}')\n    return b\n\n\n"
            )


def deep_brackets(root: Path, size: int) -> None:
    """An expression that nests so many levels."""
    (root / "deep.py").write_text(f"before = 1\nx = {'[' * size}{']' * size}\nafter = 2\n")


def deep_operators(root: Path, size: int) -> None:
    """A sum of so many operands: as deep as it is long."""
    (root / "sum.py").write_text(f"x = a{' + a' * size}\n")


def long_literal(root: Path, size: int) -> None:
    """A dictionary of so many entries, one a line."""
    entries = "".join(f"    'key{number}': [{number}, 'text', None],\n" for number in range(size))
    (root / "literal.py").write_text(f"TABLE = {{\n{entries}}}\n")


def long_line(root: Path, size: int) -> None:
    """So many bytes on one line."""
    (root / "line.py").write_text(f"x = [{'1, ' * (size // 3)}]\n")


def no_files(root: Path, size: int) -> None:
    """Pipes and links to devices, which would never end if they were read."""
    for number in range(size):
        os.mkfifo(root / f"pipe{number}.py")
        (root / f"zero{number}.py").symlink_to("/dev/zero")


def many_files(root: Path, size: int) -> None:
    """So many small files, a hundred a directory."""
    for number in range(size):
        folder = root / f"p{number // 100}"
        folder.mkdir(exist_ok=True)
        (folder / f"m{number}.py").write_text(
            f"import os\n\n\ndef f(x):\n    return os.path.join(x, '{number}')\n"
        )


def odd_names(root: Path, size: int) -> None:
    """Names that are no UTF-8, and names that a terminal would obey."""
    for number in range(size):
        Path(os.fsdecode(os.fsencode(root) + b"/caf\xe9%d.py" % number)).write_text("x = 1\n")
        (root / f"\x1b[31mred{number}\n.py").write_text("x = 1\n")


def one_function(root: Path, size: int) -> None:
    """One function with so many branches, each of which may change a variable."""
    body = "".join(f"    if x > {number}:\n        x = g(x)\n" for number in range(size))
    (root / "branches.py").write_text(f"def f(x):\n{body}    return x\n")


CASES = (
    Case("link-loop", 1_000, "directories", link_loop),
    Case("large-file", 50 * 2**20, "bytes", large_file),
    Case("deep-brackets", 20_000, "levels", deep_brackets, INCOMPLETE),
    Case("deep-operators", 20_000, "operands", deep_operators),
    Case("long-literal", 14_000, "entries", long_literal),
    Case("long-line", 2**20, "bytes", long_line),
    Case("pipes-and-devices", 1_000, "files", no_files, INCOMPLETE),
    Case("many-files", 100_000, "files", many_files),
    Case("odd-names", 1_000, "files", odd_names),
    Case("one-function", 5_000, "branches", one_function),
)


def main() -> int:
    """Run the cases and print what each costs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--scale", type=float, default=1.0, metavar="N")
    parser.add_argument("--cases", default=",".join(case.name for case in CASES))
    arguments = parser.parse_args()
    wanted = set(arguments.cases.split(","))
    print(columns([("CASE", "SIZE", "", "CPU S", "PEAK MIB")]), end="")
    for case in CASES:
        if case.name not in wanted:
            continue
        size = max(1, int(case.full * arguments.scale))
        with tempfile.TemporaryDirectory() as root:
            case.make(Path(root), size)
            (Path(root) / "defect.py").write_text(DEFECT)
            command = [
                sys.executable,
                "-m",
                "entasis",
                "review",
                root,
                "-j",
                "1",
                "--quiet",
                "--format",
                "json",
            ]
            cost = cost_of_command(command, (case.code,))
        row = (case.name, f"{size:,}", case.unit, f"{cost.seconds:.2f}", f"{cost.peak / 2**20:,.0f}")
        print("  ".join(row), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
