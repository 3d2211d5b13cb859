"""A path is harmless once it was normalised and then found inside its folder, in this order."""

import os
import os.path
from pathlib import Path, PurePosixPath

from flowtest import Refused, abort, sink_html, sink_path, source

BASE = "/srv/data"
ROOT = Path("/srv/data")


def case_raw():
    sink_path(os.path.join(BASE, source("a", "../TOKEN")))  # flow
    sink_path(BASE + "/" + source("a", "../TOKEN"))  # flow
    sink_path(ROOT / source("a", "../TOKEN"))  # flow


def case_absolute():
    sink_path(os.path.join(BASE, source("a", "/etc/TOKEN")))  # flow


def case_normalised_only():
    sink_path(os.path.normpath(os.path.join(BASE, source("a", "../TOKEN"))))  # flow
    sink_path(os.path.realpath(os.path.join(BASE, source("a", "../TOKEN"))))  # flow
    sink_path((ROOT / source("a", "../TOKEN")).resolve())  # flow


def case_real_path_and_prefix():
    path = os.path.realpath(os.path.join(BASE, source("a", "../TOKEN")))
    if path.startswith(BASE + os.sep):
        sink_path(path)  # clean
    else:
        sink_path(path)  # flow


def case_real_path_and_prefix_with_a_slash():
    path = os.path.realpath(os.path.join(BASE, source("a", "../TOKEN")))
    if not path.startswith("/srv/data/"):
        raise Refused
    sink_path(path)  # clean


def case_normal_path_and_prefix():
    path = os.path.normpath(os.path.join(BASE, source("a", "../TOKEN")))
    if not path.startswith(BASE + "/"):
        abort("outside")
    sink_path(path)  # clean


def case_absolute_path_and_prefix():
    path = os.path.abspath(os.path.join(BASE, source("a", "../TOKEN")))
    if not path.startswith(BASE + os.path.sep):
        return
    sink_path(path)  # clean


def case_prefix_by_join():
    path = os.path.realpath(os.path.join(BASE, source("a", "../TOKEN")))
    if path.startswith(os.path.join(BASE, "")):
        sink_path(path)  # clean


def case_prefix_by_format():
    path = os.path.realpath(os.path.join(BASE, source("a", "../TOKEN")))
    if path.startswith(f"{BASE}/"):
        sink_path(path)  # clean


def case_base_normalised_too():
    base = os.path.realpath(BASE)
    path = os.path.realpath(os.path.join(base, source("a", "../TOKEN")))
    if not path.startswith(base + os.sep):
        raise Refused
    sink_path(path)  # clean


def case_common_path():
    path = os.path.realpath(os.path.join(BASE, source("a", "../TOKEN")))
    if os.path.commonpath([BASE, path]) == BASE:
        sink_path(path)  # clean


def case_common_path_refuses():
    path = os.path.abspath(os.path.join(BASE, source("a", "../TOKEN")))
    if os.path.commonpath((BASE, path)) != BASE:
        raise Refused
    sink_path(path)  # clean


def case_resolved_and_relative_to():
    path = (ROOT / source("a", "../TOKEN")).resolve()
    if path.is_relative_to(ROOT):
        sink_path(path)  # clean
    else:
        sink_path(path)  # flow


def case_resolved_and_relative_to_refuses():
    path = ROOT.joinpath(source("a", "../TOKEN")).resolve()
    if not path.is_relative_to(ROOT.resolve()):
        raise Refused
    sink_path(path)  # clean


def case_relative_to_raises():
    path = (ROOT / source("a", "../TOKEN")).resolve()
    path.relative_to(ROOT)
    sink_path(path)  # clean


def case_relative_to_caught():
    path = (ROOT / source("a", "../TOKEN")).resolve()
    try:
        path.relative_to(ROOT)
    except ValueError:
        return
    sink_path(path)  # clean


def case_among_the_parents():
    path = (ROOT / source("a", "../TOKEN")).resolve()
    if ROOT in path.parents:
        sink_path(path)  # clean


def case_checked_path_extended_by_constants():
    path = (ROOT / source("a", "../TOKEN")).resolve()
    if path.is_relative_to(ROOT):
        sink_path(path / "index.html")  # clean
        sink_path(str(path))  # clean


def case_checked_path_extended_by_more():
    path = (ROOT / source("a", "x")).resolve()
    if path.is_relative_to(ROOT):
        sink_path(path / source("b", "../../TOKEN"))  # flow


def case_base_name_and_no_dots():
    name = os.path.basename(source("a", "../.."))
    if name in {"", ".", ".."}:
        raise Refused
    sink_path(os.path.join(BASE, name))  # clean


def case_no_separator_and_no_dots():
    name = source("a", "../TOKEN")
    if "/" in name or "\\" in name or name in {".", ".."}:
        raise Refused
    sink_path(os.path.join(BASE, name))  # clean


def case_chosen_from_the_folder():
    name = source("a", "../TOKEN")
    known = {"a": "/srv/data/a", "b": "/srv/data/b"}
    sink_path(known[name])  # clean


def case_number():
    sink_path(f"/srv/data/{int(source('7', '../TOKEN'))}.txt")  # clean


def is_inside(base, path):
    return os.path.realpath(path).startswith(base + os.sep)


def case_checked_by_a_helper():
    path = os.path.realpath(os.path.join(BASE, source("a", "../TOKEN")))
    if is_inside(BASE, path):
        sink_path(path)  # clean


def safe_join(base, name):
    path = os.path.realpath(os.path.join(base, name))
    if not path.startswith(base + os.sep):
        raise Refused
    return path


def case_joined_by_a_helper():
    sink_path(safe_join(BASE, source("a", "../TOKEN")))  # clean


def safe_join_path(base: Path, name: str) -> Path:
    path = (base / name).resolve()
    if not path.is_relative_to(base):
        raise ValueError(name)
    return path


def case_joined_by_a_helper_with_paths():
    sink_path(safe_join_path(ROOT, source("a", "../TOKEN")))  # clean


def safe_join_or_none(base, name):
    path = os.path.normpath(os.path.join(base, name))
    if path.startswith(base + "/"):
        return path
    return None


def case_joined_by_a_helper_or_none():
    path = safe_join_or_none(BASE, source("a", "../TOKEN"))
    if path is not None:
        sink_path(path)  # clean


class Files:
    def __init__(self, root):
        self.root = os.path.realpath(root)

    def path(self, name):
        full = os.path.realpath(os.path.join(self.root, name))
        if not full.startswith(self.root + os.sep):
            raise Refused
        return full


def case_joined_by_a_method():
    sink_path(Files(BASE).path(source("a", "../TOKEN")))  # clean


def case_contained_path_is_no_html():
    path = os.path.normpath(os.path.join(BASE, source()))
    if not path.startswith(BASE + "/"):
        sink_html(path)  # flow
        return
    sink_path(path)  # clean


def case_name_of_a_path():
    name = PurePosixPath(source("a", "../TOKEN")).name
    if name and name != "..":
        sink_path(ROOT / name)  # clean


def case_no_dots_behind_a_folder():
    name = source("a", "../TOKEN")
    if "../" in name:
        raise Refused
    sink_path(f"{BASE}/{name}")  # clean
    sink_path(BASE + "/" + name)  # clean
    sink_path("%s/%s" % (BASE, name))  # clean


def case_no_dots_and_not_from_the_root():
    name = source("a", "../TOKEN")
    if ".." in name or name.startswith("/"):
        raise Refused
    sink_path(os.path.join(BASE, name))  # clean


def case_checked_twice_made():
    name = source("a", "../TOKEN")
    if not os.path.realpath(os.path.join(BASE, name)).startswith(BASE + os.sep):
        raise Refused
    sink_path(os.path.join(BASE, name))  # clean


def case_checked_in_another_form():
    path = ROOT / source("a", "../TOKEN")
    if not path.resolve().is_relative_to(ROOT):
        raise Refused
    sink_path(path)  # clean


def case_text_of_a_path_is_checked():
    path = (ROOT / source("a", "../TOKEN")).resolve()
    if not str(path).startswith(f"{ROOT}/"):
        raise Refused
    sink_path(path)  # clean


def case_absolute_path_never_begins_with_a_relative_one():
    folder = Path("data")
    path = (folder / source("a", "../TOKEN")).resolve()
    if not str(path).startswith(str(folder)):
        raise Refused
    sink_path(path)  # clean, never reached


def case_real_path_never_begins_with_a_relative_one():
    path = os.path.realpath(os.path.join("data", source("a", "../TOKEN")))
    if path.startswith("data"):
        sink_path(path)  # clean, never reached
    sink_path(path)  # flow


def case_normal_path_may_begin_with_a_relative_one():
    path = os.path.normpath(os.path.join("data", source("a", "../../TOKEN")))
    if path.startswith(".."):
        sink_path(path)  # flow
