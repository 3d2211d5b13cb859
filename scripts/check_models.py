r"""Holds the models against the pinned libraries: `make models`.

    python scripts/check_models.py --install    puts what tests/models/libraries.txt lists beside this interpreter
    python scripts/check_models.py              says of every row whether it is true, and fails if one is wrong

The list is made from the group `models` of pyproject.toml:

    uv pip compile --group models --python-version 3.11 --python-platform x86_64-manylinux_2_28 \
        --no-annotate --output-file tests/models/libraries.txt

Rows that nobody can look at stand in tests/models/unverified.txt with the reason (`--write` writes it again); it may only
become shorter. A library that cannot be had here is said, and its rows are not looked at: that is no failure, a wrong
row is.
"""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from entasis.models.check import Standing
from entasis.upkeep import account

ROOT = Path(__file__).parents[1]
LISTED = ROOT / "tests/models/libraries.txt"
UNVERIFIED = ROOT / "tests/models/unverified.txt"
_ATTEMPTS = 20


def install() -> None:
    """Install all that can be had; what cannot is left out and said."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "uv"], check=True)
    wanted = _requirements(LISTED.read_text().splitlines())
    environment = {**os.environ, "UV_NATIVE_TLS": "true"}  # whom pip trusts is trusted
    for _ in range(_ATTEMPTS):
        uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", sys.executable]
        done = subprocess.run(
            [*uv, "--no-deps", *wanted], capture_output=True, text=True, check=False, env=environment
        )
        if done.returncode == 0:
            return
        refused = [
            line for line in wanted if re.search(rf"\b{re.escape(line.partition('==')[0])}\b", done.stderr)
        ]
        if not refused:
            break
        wanted = [line for line in wanted if line not in refused]
    else:
        refused = []
    sys.stderr.write(f"{done.stderr}\nInstalling the libraries with pip instead.\n")
    subprocess.run([*pip, "--no-deps", "--no-compile", "--prefer-binary", *wanted], check=False)


def _requirements(lines: Iterable[str]) -> list[str]:
    return [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]


def prepare() -> None:
    """Do for the libraries what every program that uses them does before it imports the rest of them."""
    if find_spec("django") is None:
        return
    apps = ["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions", "rest_framework"]
    settings = {"INSTALLED_APPS": apps, "ROOT_URLCONF": "", "SECRET_KEY": "nothing is signed"}
    import_module("django.conf").settings.configure(**settings)
    import_module("django").setup()


def missing() -> list[str]:
    """The libraries of the group that are not installed."""
    group = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]["models"]
    found = []
    for requirement in group:
        try:
            version(requirement.partition("==")[0])
        except PackageNotFoundError:
            found.append(requirement)
    return found


def main(arguments: list[str]) -> int:
    """Install, or check and say what is wrong."""
    if "--install" in arguments:
        install()
        return 0
    prepare()
    found = account()
    for verdict in found.verdicts:
        if verdict.standing is Standing.WRONG:
            print(f"WRONG       {verdict.library}: {verdict.table} {verdict.api}: {verdict.note}")
    lines = sorted(
        {f"{v.table} {v.api}: {v.note}" for v in found.verdicts if v.standing is Standing.UNVERIFIED}
    )
    if "--write" in arguments:
        UNVERIFIED.write_text("".join(f"{line}\n" for line in lines))
    absent = missing()
    listed = {line.partition(": ")[0] for line in UNVERIFIED.read_text().splitlines()}
    new = [line for line in lines if line.partition(": ")[0] not in listed]
    for requirement in absent:
        print(f"NOT HERE    {requirement}: its rows are not looked at")
    for line in new:
        print(f"UNVERIFIED  {line}")
    print([*found.lines(everything=False)][-1])
    unseen = [line for line in new if "nobody here knows" not in line]
    if unseen and not absent:
        print("Rows that nobody can look at have become more: see CONTRIBUTING.md.")
    return 1 if found.is_wrong or (unseen and not absent) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
