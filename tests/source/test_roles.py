"""Roles come from names, and the strongest one wins."""

import pytest

from entasis.finding import Role
from entasis.source.roles import directory_role, file_role


def role(path, packages=()):
    *directories, name = path.split("/")
    found = Role.APPLICATION
    parent = ""
    for directory in directories:
        found = directory_role(found, parent, directory, is_package=directory in packages)
        parent = directory
    return file_role(found, name)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("app.py", Role.APPLICATION),
        ("src/acme/latest.py", Role.APPLICATION),
        ("src/acme/contest/versions/one.py", Role.APPLICATION),
        ("tests/data.py", Role.TEST),
        ("acme/test/deep/down.py", Role.TEST),
        ("nova/testing/fixtures.py", Role.TEST),
        ("shop/mocks/users.py", Role.TEST),
        ("shop/testsuite/orders.py", Role.TEST),
        ("shop_integration_tests/proxy.py", Role.TEST),
        ("shop/speed_test/views.py", Role.APPLICATION),
        ("acme/test_app.py", Role.TEST),
        ("acme/app_test.py", Role.TEST),
        ("acme/tests.py", Role.TEST),
        ("conftest.py", Role.TEST),
        ("shop/migrations/0001_initial.py", Role.MIGRATION),
        ("db/alembic/versions/1ae2_add.py", Role.MIGRATION),
        ("db/alembic/env.py", Role.APPLICATION),
        ("scripts/release.py", Role.SCRIPT),
        ("setup.py", Role.SCRIPT),
        ("noxfile.py", Role.SCRIPT),
        ("acme/_vendor/idna/core.py", Role.VENDORED),
        ("third_party/x/tests/test_x.py", Role.VENDORED),
        ("tests/migrations/0001.py", Role.TEST),
    ],
)
def test_roles(path, expected):
    assert role(path) is expected


def test_a_package_of_tools_belongs_to_the_application():
    assert role("acme/tools/search.py") is Role.SCRIPT
    assert role("acme/tools/search.py", packages={"tools"}) is Role.APPLICATION
