"""A report file is written whole or not at all."""

import os

import pytest

from entasis.report.write import write_whole


def names(directory):
    return sorted(entry.name for entry in directory.iterdir())


def test_a_new_file_follows_the_umask(tmp_path):
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "answer.json", b"{}\n")
    finally:
        os.umask(before)
    assert (tmp_path / "answer.json").read_bytes() == b"{}\n"
    assert (tmp_path / "answer.json").stat().st_mode & 0o777 == 0o640
    assert names(tmp_path) == ["answer.json"]


def test_an_existing_file_is_replaced_and_keeps_its_mode(tmp_path):
    target = tmp_path / "answer.json"
    target.write_bytes(b"old")
    target.chmod(0o600)
    write_whole(target, b"new")
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o600


def test_a_link_is_followed(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there" / "answer")
    write_whole(tmp_path / "link", b"answer")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there" / "answer").read_bytes() == b"answer"


def test_a_file_left_behind_by_another_run_is_not_touched(tmp_path):
    (tmp_path / ".entasis-0.part").write_bytes(b"another's")
    write_whole(tmp_path / "answer", b"ours")
    assert names(tmp_path) == [".entasis-0.part", "answer"]
    assert (tmp_path / ".entasis-0.part").read_bytes() == b"another's"


def test_a_failure_leaves_nothing(tmp_path):
    target = tmp_path / "answer"
    target.mkdir()  # a directory cannot be replaced by a file: the very last step fails
    with pytest.raises(OSError, match="answer"):
        write_whole(target, b"new")
    assert names(tmp_path) == ["answer"]
    assert target.is_dir()


def test_a_missing_directory_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "nowhere" / "answer", b"new")
    assert names(tmp_path) == []
