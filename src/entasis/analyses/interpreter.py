"""What `sys.version_info` says whichever Python 3 runs the code: branches for Python 2 are dead, others are left open.

sys.version_info[0] == 2          never
sys.version_info >= (3,)          always
sys.version_info < (3, 12)        nobody can say
"""

from typing import Final, final


@final
class Version:
    """The version of some Python 3. What depends on which one it is raises TypeError, as an operation that fails."""

    __slots__ = ()

    def __getitem__(self, key: object) -> "int | Version":
        """The major version at 0; the first two numbers or more compare as all of them do."""
        if key == 0:
            return MAJOR
        if (
            isinstance(key, slice)
            and key.start in (None, 0)
            and key.step is None
            and (key.stop is None or (isinstance(key.stop, int) and key.stop > 1))
        ):
            return self
        raise TypeError

    def __eq__(self, other: object) -> bool:
        """Whether it is another object of this class: of a tuple that begins with its number nobody can say it."""
        if isinstance(other, Version):
            return True
        if isinstance(other, tuple) and other[:1] == (MAJOR,):
            raise TypeError
        return False

    def __hash__(self) -> int:
        """All are one."""
        return hash(Version)

    def __lt__(self, other: object) -> bool:
        """Whether every Python 3 is before what the tuple says."""
        return not self >= other

    def __le__(self, other: object) -> bool:
        """Whether every Python 3 is before what the tuple says: none is as short as a tuple."""
        return not self >= other

    def __gt__(self, other: object) -> bool:
        """Whether every Python 3 comes after what the tuple says."""
        return self >= other

    def __ge__(self, other: object) -> bool:
        """Whether every Python 3 comes after what the tuple says."""
        major = _major_of(other)
        if major == MAJOR and isinstance(other, tuple) and any(other[1:]):
            raise TypeError
        return major <= MAJOR

    def __repr__(self) -> str:
        """How it is called, for whoever writes out what is known: its text is none."""
        return "sys.version_info"

    def __str__(self) -> str:
        """Nobody can say."""
        raise TypeError

    def __format__(self, spec: str) -> str:
        """Nobody can say."""
        raise TypeError


MAJOR: Final = 3
VERSION: Final = Version()


def _major_of(other: object) -> int:
    if not isinstance(other, tuple) or not other or not isinstance(other[0], int):
        raise TypeError
    return other[0]
