r"""Which files a git repository tracks: ignore files have no say about those.

A tracked file that an ignore pattern matches is committed, shipped and run like any other (and hiding one
that way is easy), so it is reviewed. The list is read from `.git/index`, which is:

    "DIRC", version, number of entries          4 + 4 + 4 bytes, big endian
    each entry: stat data, object name, flags   40 + 20 (SHA-1) or 32 (SHA-256) + 2 bytes, version 3: + 2
                path, NUL                       versions 2 and 3 pad the entry with NULs to 8 bytes;
                                                version 4 gives what differs from the path before
"""

import struct
from bisect import bisect_left

from entasis.finding import Problem
from entasis.source.access import contents

_HEADER = struct.Struct(">4sLL")
_STAT_BYTES = 40
_HASH_BYTES = (20, 32)
_EXTENDED = 0x4000
_NAME_LENGTH = 0x0FFF


class Tracked:
    """The tracked paths of one repository, read when they are first asked for."""

    __slots__ = ("_location", "_paths")

    def __init__(self, location: bytes) -> None:
        """`location` is that of the index file."""
        self._location = location
        self._paths: list[bytes] | None = None

    def holds(self, path: bytes) -> bool:
        """Whether `path`, relative to the repository, is a tracked file, or a directory (with "/") of one."""
        if self._paths is None:
            data = contents(self._location, "")
            self._paths = [] if isinstance(data, Problem) else parse_index(data)
        position = bisect_left(self._paths, path)
        if position == len(self._paths):
            return False
        found = self._paths[position]
        return found.startswith(path) if path.endswith(b"/") else found == path


def parse_index(data: bytes) -> list[bytes]:
    """The paths of an index file, sorted. What is damaged or of another format has none."""
    if len(data) < _HEADER.size:
        return []
    signature, version, count = _HEADER.unpack_from(data)
    if signature != b"DIRC" or version not in (2, 3, 4):
        return []
    # Only the repository's configuration says which hash it uses; a wrong guess fails at the first entry.
    for hash_bytes in _HASH_BYTES:
        paths = _paths(data, version, count, _STAT_BYTES + hash_bytes)
        if paths is not None:
            return sorted(paths)
    return []


def _paths(data: bytes, version: int, count: int, flags_at: int) -> list[bytes] | None:
    paths: list[bytes] = []
    position = _HEADER.size
    path = b""
    for _ in range(count):
        at = position + flags_at
        flags = int.from_bytes(data[at : at + 2], "big")
        start = at + (4 if flags & _EXTENDED else 2)
        kept = 0
        if version == 4:
            dropped, start = _variable_length(data, start)
            kept = len(path) - dropped
        end = data.find(b"\0", start)
        if end < 0 or kept < 0:
            return None
        path = path[:kept] + data[start:end]
        if min(len(path), _NAME_LENGTH) != flags & _NAME_LENGTH:
            return None
        paths.append(path)
        position = end + 1 if version == 4 else position + (end - position + 8) // 8 * 8
    return paths


def _variable_length(data: bytes, start: int) -> tuple[int, int]:
    """The offset encoding of git: seven bits a byte, each continuation adding one; and the position behind it."""
    value = -1
    for position in range(start, len(data)):
        byte = data[position]
        value = (value + 1) << 7 | (byte & 0x7F)
        if not byte & 0x80:
            return value, position + 1
    return value, len(data)
