"""How often does `recover` agree with the compiler? A program that prints figures, over whole trees of files.

    python benchmarks/recover_oracle.py [--with PYTHON] [--show N] [--every N] [DIRECTORY ...]

Every file that `ast.parse` accepts is converted by `recover` as well, and the two trees are compared, positions
included. Without a directory, the files are those of the standard library. `--with` names another interpreter that
parses instead of this one: a newer one, whose syntax this one refuses, or whose positions in formatted strings are
exact. Files that the interpreter refuses are not compared: there is nothing to compare with.

Two things are left out. Inside a formatted string, Python 3.11 and older give positions of their own invention
(those of constants and fields are the whole string's, those of expressions are searched for in its text): with such
an interpreter, no position inside a formatted string is compared. And nodes that only newer interpreters have are
compared as what they are converted to: no type parameters, `type X = Y` as an assignment.
"""

import argparse
import ast
import inspect
import subprocess
import sys
import sysconfig
import time
import tokenize
import warnings
from pathlib import Path
from typing import Any

from entasis.frontends.python.recover import recover

_OTHER = """
import ast, sys, tokenize, warnings
warnings.simplefilter("ignore")
sys.setrecursionlimit(10000)
{dump}
for path in sys.stdin.read().split("\\0"):
    try:
        with tokenize.open(path) as file:
            answer = dump(ast.parse(file.read()), exact=sys.version_info >= (3, 12))
    except Exception:
        answer = ""
    data = answer.encode("utf-8", "surrogatepass")
    sys.stdout.buffer.write(len(data).to_bytes(8, "big") + data)
"""


def dump(tree: ast.AST, *, exact: bool) -> str:
    """A tree as text, one node or value a line. Not `exact`: without positions inside formatted strings.

    Its source is run by the other interpreter as well.
    """
    places = ("lineno", "col_offset", "end_lineno", "end_col_offset")
    lines: list[str] = []
    stack: list[tuple[str, Any, bool]] = [("", tree, False)]
    while stack:
        label, value, formatted = stack.pop()
        if isinstance(value, list):
            lines.append(label + " [")
            stack.append(("]", None, formatted))
            stack.extend(("", item, formatted) for item in reversed(value))
        elif isinstance(value, ast.AST):
            kind = type(value).__name__
            given = {name: getattr(value, name, None) for name in value._fields if name != "type_params"}
            if kind == "TypeAlias":
                kind = "Assign"
                given = {"targets": [given["name"]], "value": given["value"], "type_comment": None}
            shown = [str(getattr(value, place)) for place in places if hasattr(value, place)]
            hidden = formatted and not exact
            lines.append(label + " " + kind + ("" if hidden else " " + " ".join(shown)))
            formatted = formatted or kind == "JoinedStr"
            stack.extend((name, item, formatted) for name, item in reversed(list(given.items())))
        else:
            lines.append(label + " " + ascii(value))
    return "\n".join(lines)


def main() -> int:
    """Prints the figures; 1 if any file differs."""
    arguments = _arguments()
    roots = arguments.directory or [Path(sysconfig.get_path("stdlib"))]
    files = sorted(path for root in roots for path in root.rglob("*.py") if "site-packages" not in path.parts)
    files = files[:: arguments.every]
    warnings.simplefilter("ignore")
    expected = _expected(files, arguments.interpreter)
    counts = dict.fromkeys(("same", "different", "raised", "refused", "unreadable"), 0)
    seconds = {"ast.parse": 0.0, "recover": 0.0}
    shown = 0
    for path, truth in zip(files, expected, strict=True):
        verdict, detail = _compare(path, truth, seconds, exact=arguments.exact)
        counts[verdict] += 1
        if verdict in {"different", "raised"} and shown < arguments.show:
            shown += 1
            print(f"{path}\n    {detail}")
    print(f"{len(files)} files: " + ", ".join(f"{count} {verdict}" for verdict, count in counts.items()))
    if seconds["ast.parse"]:
        ratio = seconds["recover"] / seconds["ast.parse"]
        print(
            f"recover takes {ratio:.1f} x ast.parse ({seconds['recover']:.1f} s, {seconds['ast.parse']:.1f} s)"
        )
    return int(bool(counts["different"] or counts["raised"]))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--with", dest="interpreter", metavar="PYTHON")
    parser.add_argument("--show", type=int, default=10, metavar="N", help="differences to show")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each N-th file")
    parser.add_argument("directory", type=Path, nargs="*")
    arguments = parser.parse_args()
    version = sys.version_info[:2]
    if arguments.interpreter:
        command = [arguments.interpreter, "-c", "import sys; print(*sys.version_info[:2])"]
        major, minor = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split()
        version = int(major), int(minor)
    arguments.exact = version >= (3, 12)
    return arguments


def _expected(files: list[Path], interpreter: str | None) -> list[str | None]:
    """What the other interpreter makes of each file; empty: refused. None: this one is asked, file by file."""
    if interpreter is None:
        return [None] * len(files)
    script = _OTHER.format(dump=inspect.getsource(dump))
    paths = "\0".join(map(str, files)).encode()
    output = subprocess.run(
        [interpreter, "-c", script], input=paths, stdout=subprocess.PIPE, check=True
    ).stdout
    result: list[str | None] = []
    position = 0
    while position < len(output):
        size = int.from_bytes(output[position : position + 8], "big")
        position += 8 + size
        result.append(output[position - size : position].decode("utf-8", "surrogatepass"))
    return result


def _compare(path: Path, truth: str | None, seconds: dict[str, float], *, exact: bool) -> tuple[str, str]:
    try:
        with tokenize.open(path) as file:
            text = file.read()
    except (SyntaxError, UnicodeDecodeError):
        return "unreadable", ""
    if truth is None:
        start = time.perf_counter()
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return "refused", ""
        seconds["ast.parse"] += time.perf_counter() - start
        truth = dump(tree, exact=exact)
    elif not truth:
        return "refused", ""
    start = time.perf_counter()
    try:
        found = recover(text)
    except Exception as error:  # noqa: BLE001 - what this program is for
        return "raised", repr(error)
    seconds["recover"] += time.perf_counter() - start
    if found.errors:
        return "different", found.errors[0].message
    answer = dump(found.tree, exact=exact)
    if answer == truth:
        return "same", ""
    pairs = enumerate(zip(truth.split("\n"), answer.split("\n"), strict=False))
    where, (wanted, got) = next(
        (pair for pair in pairs if pair[1][0] != pair[1][1]), (0, ("", "longer or shorter"))
    )
    return "different", f"node {where}: {wanted!r}, but recover says {got!r}"


if __name__ == "__main__":
    sys.exit(main())
