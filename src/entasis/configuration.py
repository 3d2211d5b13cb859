"""A configuration file: settings of a review, and the user's own models. Read only where the user names it.

    [tool.entasis]                      in pyproject.toml; in any other file the keys stand at the top
    level = "audit"
    threat-model = ["local"]
    fail-on = "high"
    models = ["security/models.toml"]   beside the configuration
    [[tool.entasis.sanitizer]]          rows of one's own, as in such a file
    ...

A tree under review may bring a configuration along. It is never used unasked, because what it says of itself would
decide what is found; the review says that it is there.
"""

from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from entasis.models.own import Own, explained, own_models, read_own, read_tables
from entasis.models.reader import ModelError
from entasis.models.schema import OwnRows


class ConfigurationError(Exception):
    """The file cannot be read or says what makes no sense; the text is one line that names it."""


class Settings(msgspec.Struct, forbid_unknown_fields=True, rename="kebab"):
    """What a configuration may set besides models. An option on the command line goes before it."""

    level: Literal["default", "audit"] | None = None
    fail_on: Literal["low", "medium", "high", "critical", "never"] | None = None
    threat_model: list[Literal["remote", "local", "database", "library", "all"]] = []
    models: list[str] = []


class Configuration(Struct, frozen=True):
    """A configuration that was read. `own` are the models it names and those it holds."""

    origin: str
    settings: Settings
    own: tuple[Own, ...]


def read_configuration(path: str) -> Configuration:
    """The configuration in the file. Raises ConfigurationError."""
    try:
        data = _own_table(read_tables(Path(path)), path)
        names = {field.encode_name for field in msgspec.structs.fields(Settings)}
        _refuse_unknown(data, names | {field.encode_name for field in msgspec.structs.fields(OwnRows)}, path)
        settings = msgspec.convert({key: value for key, value in data.items() if key in names}, Settings)
        named = [read_own(Path(path).parent / name) for name in settings.models]
        rows = {key: value for key, value in data.items() if key not in names}
        return Configuration(path, settings, (*named, *([own_models(rows, path)] if rows else [])))
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"{path}: {explained(error, Settings)}") from error
    except ModelError as error:
        raise ConfigurationError(str(error)) from error
    except OSError as error:
        raise ConfigurationError(f"{error.filename or path}: {error.strerror}") from error


def _refuse_unknown(data: dict[str, Any], known: set[str], path: str) -> None:
    for key in data:
        if key not in known:
            close = get_close_matches(key, sorted(known), 1)
            meant = f": did you mean '{close[0]}'?" if close else ""
            raise ModelError(path, f"unknown key '{key}'{meant}")


def _own_table(data: dict[str, Any], path: str) -> dict[str, Any]:
    """The part of the file that is ours."""
    if Path(path).name != "pyproject.toml":
        return data
    found = data.get("tool", {}).get("entasis")
    if not isinstance(found, dict):
        raise ModelError(path, "has no table [tool.entasis]")
    return found


def read_models(paths: tuple[str, ...]) -> tuple[Own, ...]:
    """The user's own models in these files. Raises ConfigurationError."""
    found: list[Own] = []
    for path in paths:
        try:
            found.append(read_own(Path(path)))
        except ModelError as error:
            raise ConfigurationError(str(error)) from error
        except OSError as error:
            raise ConfigurationError(f"{path}: {error.strerror}") from error
    return tuple(found)
