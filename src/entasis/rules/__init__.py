"""The rules: one file a weakness, in folders by topic. A rule names no library and sees no syntax."""

import pkgutil
from dataclasses import replace
from importlib import import_module

from entasis.rules.rule import Rule, TaintRule


def all_rules() -> tuple[Rule | TaintRule, ...]:
    """Every rule with its page, sorted by id; found by listing the folders of this package."""
    found: list[Rule | TaintRule] = []
    for folder in pkgutil.iter_modules(__path__):
        if not folder.ispkg:
            continue
        package = import_module(f"{__name__}.{folder.name}")
        for entry in pkgutil.iter_modules(package.__path__):
            module = import_module(f"{package.__name__}.{entry.name}")
            found.append(replace(module.RULE, page=(module.__doc__ or "").strip()))
    return tuple(sorted(found, key=lambda rule: rule.id))
