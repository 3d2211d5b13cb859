r"""How paths are shown: as the user would write them from where they are, and every name as valid text.

    from /home/me/work: /home/me/work/src/a.py     src/a.py
    ./src//a.py                                    src/a.py
    b"caf" b"\xe9" b".py", which is no UTF-8       caf\xe9.py, ten characters

Two files never have the same display path: a backslash in a name is doubled, so that an escaped byte cannot
be mistaken for the four characters that a hostile tree puts into another file's name.
"""

# pathlib has no byte paths, and any name must survive.
# ruff: noqa: PTH109
import os


def shown_name(name: bytes) -> str:
    """A file system name or path as text that can be encoded as UTF-8."""
    return name.replace(b"\\", b"\\\\").decode("utf-8", "backslashreplace")


def shown_path(written: bytes) -> str:
    """The display path of a path that the user wrote: relative to the working directory if below it."""
    written = written.replace(os.fsencode(os.sep), b"/")
    parts = [part for part in written.split(b"/") if part not in (b"", b".")]
    root = ""
    if written.startswith(b"/"):
        here = _working_directory()
        if here is not None and parts[: len(here)] == here and b".." not in parts:
            parts = parts[len(here) :]
        else:
            root = "/"
    shown = root + shown_name(b"/".join(parts))
    # A file that is called "-" must not look like standard input.
    return {"": ".", "-": "./-"}.get(shown, shown)


def counted_parts(shown: str) -> tuple[str, ...]:
    """The names of a display path that say something about the files below it.

    Those that lead down from where the user is; of any other path only the last, because the rest is where
    a checkout happens to lie.
    """
    parts = shown.split("/")
    if parts[0] in ("", ".."):
        parts = parts[-1:]
    return tuple(part for part in parts if part not in ("", ".", ".."))


def _working_directory() -> list[bytes] | None:
    try:
        return [part for part in os.getcwdb().split(b"/") if part]
    except OSError:
        return None
