"""What a file is for, from the names above it. A role never hides a file: each rule says where it reports.

Only names that the user's own path and the tree below it hold are asked: a checkout in a folder that happens
to be called `tests` is no test. The strongest role wins: `vendor/acme/tests/x.py` is vendored.
"""

from entasis.finding import Role

VENDORED_DIRECTORIES = frozenset({"_vendor", "_vendored", "third_party", "vendor", "vendored"})
_TEST_DIRECTORIES = frozenset({"test", "testing", "tests", "testsuite", "mocks"})
_TESTS_OF = "_tests"  # how a directory's name ends that holds tests of what stands before it
_SCRIPT_DIRECTORIES = frozenset({"scripts", "tools"})
_REVISIONS = "versions"
_REVISION_OWNERS = frozenset({"alembic", "migrate_repo"})
_TEST_FILES = frozenset({"conftest.py", "tests.py"})
_SCRIPT_FILES = frozenset({"fabfile.py", "noxfile.py", "setup.py", "toxfile.py"})
_STRENGTH = (Role.APPLICATION, Role.SCRIPT, Role.MIGRATION, Role.TEST, Role.VENDORED)


def directory_role(above: Role, parent: str, name: str, *, is_package: bool) -> Role:
    """The role of the files in the directory `name` of `parent`, whose own role is `above`.

    `is_package` says that the directory holds an `__init__.py`: a package called `tools` is imported, so it
    belongs to the application, while a plain directory of that name holds programs.
    """
    if name in VENDORED_DIRECTORIES:
        role = Role.VENDORED
    elif name in _TEST_DIRECTORIES or name.endswith(_TESTS_OF):
        role = Role.TEST
    elif name == "migrations" or (name == _REVISIONS and parent in _REVISION_OWNERS):
        role = Role.MIGRATION
    elif name in _SCRIPT_DIRECTORIES and not is_package:
        role = Role.SCRIPT
    else:
        return above
    return _stronger(above, role)


def file_role(directory: Role, name: str) -> Role:
    """The role of the file `name` in a directory of that role."""
    if name.startswith("test_") or name.endswith("_test.py") or name in _TEST_FILES:
        return _stronger(directory, Role.TEST)
    if name in _SCRIPT_FILES:
        return _stronger(directory, Role.SCRIPT)
    return directory


def _stronger(one: Role, other: Role) -> Role:
    return max(one, other, key=_STRENGTH.index)
