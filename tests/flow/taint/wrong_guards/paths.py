"""Checks of paths that an attacker walks past."""

import os
import os.path
from pathlib import Path
from urllib.parse import unquote

from flowtest import Refused, sink_path, source

BASE = "/srv/data"
ROOT = Path("/srv/data")


def case_common_prefix():
    path = os.path.realpath(os.path.join(BASE, source("a", "../data-TOKEN")))
    if os.path.commonprefix([BASE, path]) == BASE:
        sink_path(path)  # flow


def case_prefix_without_a_separator():
    path = os.path.realpath(os.path.join(BASE, source("a", "../data-TOKEN")))
    if path.startswith(BASE):
        sink_path(path)  # flow


def case_prefix_without_a_separator_refuses():
    path = os.path.abspath(os.path.join(BASE, source("a", "../data-TOKEN")))
    if not path.startswith("/srv/data"):
        raise Refused
    sink_path(path)  # flow


def case_text_of_a_path_without_a_separator():
    path = (ROOT / source("a", "../data-TOKEN")).resolve()
    if str(path).startswith(str(ROOT)):
        sink_path(path)  # flow


def case_base_anywhere():
    path = os.path.realpath(os.path.join(BASE, source("a", "/tmp/srv/data/TOKEN")))
    if "/srv/data" in path:
        sink_path(path)  # flow


def case_checked_before_normalising():
    path = os.path.join(BASE, source("a", "../TOKEN"))
    if not path.startswith(BASE + os.sep):
        raise Refused
    sink_path(os.path.realpath(path))  # flow


def case_checked_without_normalising():
    path = os.path.join(BASE, source("a", "../TOKEN"))
    if not path.startswith(BASE + os.sep):
        raise Refused
    sink_path(path)  # flow


def case_relative_to_without_resolving():
    path = ROOT / source("a", "../TOKEN")
    if path.is_relative_to(ROOT):
        sink_path(path)  # flow


def case_parents_without_resolving():
    path = ROOT / source("a", "../TOKEN")
    if ROOT in path.parents:
        sink_path(path)  # flow


def case_resolved_only_for_the_check():
    path = os.path.join(BASE, source("a", "a/../../TOKEN"))
    if os.path.commonprefix([os.path.realpath(path), BASE]) == BASE[:3]:
        raise Refused
    sink_path(path)  # flow


def case_normalised_and_joined_again():
    name = source("a", "../TOKEN")
    path = os.path.realpath(os.path.join(BASE, os.path.basename(name)))
    if not path.startswith(BASE + os.sep):
        raise Refused
    sink_path(os.path.join(BASE, name))  # flow


def case_base_name_keeps_dots():
    sink_path(os.path.join(BASE, os.path.basename(source("a", ".."))))  # flow  # missing: a known gap, benchmarks/flows.md


def case_dots_removed_once():
    sink_path(BASE + "/" + source("a", "....//TOKEN").replace("../", ""))  # flow


def case_dots_removed_from_the_front():
    sink_path(BASE + "/" + source("a", "x/../../TOKEN").lstrip("./"))  # flow


def case_no_dots_but_absolute():
    name = source("a", "/etc/TOKEN")
    if ".." in name:
        raise Refused
    sink_path(os.path.join(BASE, name))  # flow


def case_not_absolute_but_dots():
    name = source("a", "../TOKEN")
    if os.path.isabs(name) or name.startswith("/"):
        raise Refused
    sink_path(os.path.join(BASE, name))  # flow


def case_does_not_begin_with_dots():
    name = source("a", "x/../../TOKEN")
    if name.startswith(".."):
        raise Refused
    sink_path(os.path.join(BASE, name))  # flow


def case_decoded_after_the_check():
    name = source("a", "%2e%2e%2fTOKEN")
    if ".." in name or "/" in name:
        raise Refused
    sink_path(os.path.join(BASE, unquote(name)))  # flow


def case_only_the_suffix():
    name = source("a.txt", "../TOKEN.txt")
    if not name.endswith(".txt"):
        raise Refused
    sink_path(os.path.join(BASE, name))  # flow


def case_only_the_suffix_of_a_path():
    path = ROOT / source("a.txt", "../TOKEN.txt")
    if path.suffix == ".txt":
        sink_path(path)  # flow


def case_another_path_was_checked():
    path = os.path.realpath(os.path.join(BASE, source("a", "../TOKEN")))
    other = os.path.realpath(os.path.join(BASE, "other"))
    if not other.startswith(BASE + os.sep):
        raise Refused
    sink_path(path)  # flow


def case_changed_after_the_check():
    path = os.path.realpath(os.path.join(BASE, source("a", "x")))
    if not path.startswith(BASE + os.sep):
        raise Refused
    sink_path(path + "/" + source("b", "../../TOKEN"))  # flow


def case_wrong_way_round():
    path = os.path.realpath(os.path.join(BASE, source("../a", "../TOKEN")))
    if path.startswith(BASE + os.sep):
        raise Refused
    sink_path(path)  # flow


def case_the_base_is_inside_the_path():
    path = os.path.realpath(os.path.join(BASE, source("..", "../../srv-TOKEN")))
    if BASE.startswith(path[:4]):
        sink_path(path)  # flow


def case_relative_check_ignored():
    path = (ROOT / source("a", "../TOKEN")).resolve()
    path.is_relative_to(ROOT)
    sink_path(path)  # flow


def case_relative_to_swallowed():
    path = (ROOT / source("a", "../TOKEN")).resolve()
    try:
        path.relative_to(ROOT)
    except ValueError:
        pass
    sink_path(path)  # flow


def is_inside(path):
    return path.startswith(BASE + os.sep)


def case_helper_before_normalising():
    path = os.path.join(BASE, source("a", "../TOKEN"))
    if is_inside(path):
        sink_path(os.path.normpath(path))  # flow


def safe_join(base, name):
    path = os.path.realpath(os.path.join(base, name))
    if not path.startswith(base):
        raise Refused
    return path


def case_helper_without_a_separator():
    sink_path(safe_join(BASE, source("a", "../data-TOKEN")))  # flow


def case_existence():
    path = os.path.join("/", source("srv/data", "etc/../etc"))
    if os.path.exists(path):
        sink_path(path)  # flow


def case_case_folded_after_the_check():
    name = source("a", "..:TOKEN")
    if "/" in name:
        raise Refused
    sink_path(BASE + "/" + name.replace(":", "/"))  # flow


def case_dots_in_another_name():
    name, other = source("a", "../TOKEN"), source("b", "../TOKEN")
    if "../" in other:
        raise Refused
    sink_path(f"{BASE}/{name}")  # flow


def case_no_dots_but_nothing_before():
    name = source("/srv/data/a", "/etc/TOKEN")
    if "../" in name:
        raise Refused
    sink_path(f"{name}.txt")  # flow


def case_no_root_but_dots():
    name = source("a", "../TOKEN")
    if name.startswith("/"):
        raise Refused
    sink_path(f"{BASE}/{name}")  # flow


def case_decoded_behind_a_folder():
    name = source("a", "%2e%2e/TOKEN")
    if "../" in name:
        raise Refused
    sink_path(f"{BASE}/{unquote(name)}")  # flow


def case_form_checked_but_another_joined():
    name = source("a", "../TOKEN")
    if not os.path.realpath(os.path.join(BASE, "x", name)).startswith(BASE):
        raise Refused
    sink_path(os.path.join(BASE, name))  # flow
