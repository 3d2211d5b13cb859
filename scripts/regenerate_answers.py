"""Writes the answers that the documents show, from runs of the reviewer as it is now.

    python scripts/regenerate_answers.py [REQUEST]

`docs/answers/cellcloud.md` and the answer that README.md opens with come from the example, and
`docs/answers/review-request.md` from REQUEST, the review request that is the project's origin. It is no part of the
repository, so without it that page is left as it is. Tests compare each with a fresh run.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import entasis

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
ANSWERS = ROOT / "docs/answers"
OPENING = "call-argument-count"
"""The rule whose finding README.md opens with."""

_BLOCK = re.compile(r"(?<=<!-- answer -->\n```text\n).*?(?=```\n)", re.DOTALL)

CELLCLOUD_PAGE = """# The answer for examples/cellcloud

What `entasis review examples/cellcloud` prints: the seven defects that were planted in the example (see its
`DEFECTS.md`). The exit code is {code}. Written by `scripts/regenerate_answers.py`.

```text
{answer}```
"""

REQUEST_PAGE = """# The answer for the review request

Entasis began with a request to review a numbered listing of 1,176 lines, a functional test of a cloud's resize across
cells, for defects under the ten pillars of CWE-1000. This is what `entasis review {name}` prints. The exit
code is {code}. The listing itself is not here: no more of it than the lines that the answer quotes. Written by
`scripts/regenerate_answers.py`.

```text
{answer}```
"""


def pages(request: Path | None = None) -> dict[Path, str]:
    """Each file that holds an answer, with the text that it should have; that of `request` only if it is given."""
    code, answer = reviewed("examples/cellcloud", ROOT)
    readme = README.read_text(encoding="utf-8")
    found = {
        ANSWERS / "cellcloud.md": CELLCLOUD_PAGE.format(code=code, answer=answer),
        README: _BLOCK.sub(lambda _: opening(answer), readme, count=1),
    }
    if request is not None:
        code, answer = reviewed(request.name, request.parent)
        page = REQUEST_PAGE.format(name=request.name, code=code, answer=answer)
        found[ANSWERS / "review-request.md"] = page
    return found


def opening(answer: str) -> str:
    """One finding of the answer and its last paragraph, with a mark where something is left out."""
    paragraphs = re.split(r"\n(?=\d+\. |Pillars\n|Coverage: )", answer)
    finding = next(each for each in paragraphs if re.search(rf"^   Rule +{OPENING}$", each, re.MULTILINE))
    return f"{finding}\n[…]\n\n{paragraphs[-1]}"


def reviewed(path: str, directory: Path) -> tuple[int, str]:
    """The exit code and the answer of `entasis review PATH`, run in `directory` so that places read the same."""
    sources = str(Path(entasis.__file__).parents[1])
    result = subprocess.run(
        [sys.executable, "-m", "entasis", "review", path, "-j", "1", "--quiet"],
        cwd=directory,
        env={**os.environ, "PYTHONPATH": sources},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if result.stderr:
        raise RuntimeError(result.stderr)
    return result.returncode, result.stdout


def main() -> None:
    """Write every page."""
    request = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    for path, text in pages(request).items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
