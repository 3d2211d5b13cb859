"""A package in the package, which shows what its module holds."""

from .store import *  # noqa: F403
