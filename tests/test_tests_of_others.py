"""What tests bring in, or carry from one function of an application to another, nobody outside can send."""

import pytest

from entasis import engine

APPLICATION = {
    "shop/incoming.py": "from flask import request\n\ndef name():\n    return request.args['name']\n",
    "shop/running.py": "import os\n\ndef run(command):\n    os.system(command)\n",
}
CARRYING = "from shop import incoming, running\n\ndef carry():\n    running.run(incoming.name())\n"
BRINGING = "from flask import request\nfrom shop import running\n\ndef bring():\n    running.run(request.args['name'])\n"


@pytest.fixture
def found(tmp_path, monkeypatch):
    """The files in which something is found where the application has one more file."""

    def review(path, text):
        for name, content in {**APPLICATION, path: text}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(content)
        monkeypatch.chdir(tmp_path)
        return [finding.span.path for finding in engine.review(engine.Options((".",))).findings]

    return review


@pytest.mark.parametrize("text", [CARRYING, BRINGING])
def test_an_application_carries_data(found, text):
    assert found("shop/carrying.py", text) == ["shop/carrying.py"]


@pytest.mark.parametrize("text", [CARRYING, BRINGING])
def test_its_tests_carry_none(found, text):
    assert found("tests/test_running.py", text) == []
