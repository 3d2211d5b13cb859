"""Each section of the pages is reviewed once, however many tests look at the answer."""

import mdtest
import pytest


@pytest.fixture(scope="session")
def reviewed(tmp_path_factory):
    """A section's directory and review."""
    done = {}

    def reviewed(section):
        key = (section.page, section.heading)
        if key not in done:
            directory = tmp_path_factory.mktemp("page")
            mdtest.write(section, directory)
            done[key] = directory, mdtest.review(section, directory)
        return done[key]

    return reviewed
