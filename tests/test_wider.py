"""A wider review loses nothing: more files, a lower level or more distrust only ever add findings.

More files can settle what a call reaches, and a call that cleans its argument then ends a flow; so the files that are
added here define nothing that the others could mean.
"""

from pathlib import Path

import pytest

from entasis import engine
from entasis.finding import Tier

PAGES = sorted((Path(__file__).parent / "rules").glob("*.md"))


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """For each page of rule cases a folder with its programs: every second one, which is plenty."""
    root = tmp_path_factory.mktemp("wider")
    for page in PAGES:
        blocks = [block.partition("```")[0] for block in page.read_text().split("```python\n")[1:]]
        folder = root / page.stem.replace("-", "_")
        folder.mkdir()
        for number, block in enumerate(blocks[::2]):
            (folder / f"{folder.name}_{number}.py").write_text(block)
    return root


def found(*paths, **options):
    """What a review of the paths finds: rule, file, line, in the words of no path."""
    review = engine.review(engine.Options(tuple(map(str, paths)), **options))
    return {(finding.rule, Path(finding.span.path).name, finding.span.line) for finding in review.findings}


@pytest.fixture(scope="module")
def whole(tree):
    return found(tree)


def test_more_files_lose_no_finding(tree, whole):
    folders = [folder for folder in sorted(tree.iterdir()) if any(folder.iterdir())]
    narrow = {folder.name: found(folder) for folder in folders}
    assert sum(map(bool, narrow.values())) > 10
    assert {name: lost for name, seen in narrow.items() if (lost := seen - whole)} == {}


def test_a_context_loses_no_finding(tree, whole):
    folder = tree / "sql_injection"
    assert found(folder)
    assert found(folder, context=str(tree)) >= found(folder)


def test_a_lower_level_and_more_distrust_lose_no_finding(tree, whole):
    audit = found(tree, level=Tier.AUDIT)
    assert audit > whole
    assert found(tree, threat_models=("remote", "local", "database")) >= whole
    assert found(tree, level=Tier.AUDIT, threat_models=("remote", "library")) >= audit
