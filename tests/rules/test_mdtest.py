"""The pages prove something only if a wrong page fails: the harness is tested on pages that are wrong on purpose."""

import mdtest
import pytest


def complaints_about(text, tmp_path):
    (section,) = mdtest.sections("page.md", text)
    mdtest.write(section, tmp_path)
    return list(mdtest.disagreements(section, tmp_path, mdtest.review(section, tmp_path)))


def page(code, before=""):
    return f"# Title\n\n## Heading\n\n{before}\n```python\n{code}\n```\n"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('print(1 is "x")', "not expected: default literal-identity"),
        ("print(1)  # finding: literal-identity", "finding of literal-identity expected, none found"),
        ('print(1 is "x")  # audit: literal-identity', "audit of literal-identity expected, none found"),
        ('print(1 is "x")  # finding: weak-hash', "finding of weak-hash expected, none found"),
        ('print(1 is "x")  # missing: literal-identity', "is found now: mark it as a finding"),
        ("print(1)  # spurious: literal-identity", "no longer found here: take the mark away"),
        ('print(1 is "x", 2 is "y")  # finding: literal-identity', "not expected: default literal-identity"),
        ("print(", "not analysed"),
    ],
)
def test_a_wrong_page_is_complained_about(line, complaint, tmp_path):
    assert complaint in "\n".join(complaints_about(page(line), tmp_path))


@pytest.mark.parametrize(
    "line",
    [
        "print(1)",
        'print(1 is "x")  # finding: literal-identity',
        'print(1 is "x", 2 is "y")  # finding: literal-identity, literal-identity',
        'print(1 is "x")  # spurious: literal-identity',
        "print(1)  # missing: literal-identity",
        "import hashlib\nhashlib.md5()  # audit: weak-hash",
    ],
)
def test_a_true_page_is_not(line, tmp_path):
    assert complaints_about(page(line), tmp_path) == []


def test_complaints_name_the_line_of_the_page(tmp_path):
    (complaint,) = complaints_about(page('value = 1\nprint(value is "x")'), tmp_path)
    assert complaint.startswith("page.md:8: ")


def test_blocks_under_one_heading_are_one_program():
    text = """# Title

## First

```python
import app.work
```

`app/work.py`:

```python
a = 1
```

```python
# file: app/more.py
b = 1
```

```python
print(app.work)
```

### Below

```toml
level = "default"
```

```python
c = 1
```

## Only words

```text
no program
```
"""
    first, below = mdtest.sections("page.md", text)
    assert first.heading == "First"
    assert {path: file.lines for path, file in first.files.items()} == {
        "main.py": ["import app.work", "print(app.work)"],
        "app/work.py": ["a = 1"],
        "app/more.py": ["# file: app/more.py", "b = 1"],
    }
    assert below.heading == "First / Below"
    assert below.level.value == "default"


def test_a_level_hides_what_is_for_an_audit(tmp_path):
    code = "import hashlib\nhashlib.md5()"
    assert complaints_about(page(code, before='```toml\nlevel = "default"\n```\n'), tmp_path) == []
