"""The example service runs, its seven defects do what DEFECTS.md says, and mending them changes nothing else.

Everything here is a real process: the examples' own tests, the service on free ports of loopback, and small programs
that use it as an attacker or a failing cell would.
"""

import difflib
import json
import os
import re
import shutil
import signal
import sqlite3
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
PLANTED = EXAMPLES / "cellcloud"
MENDED = EXAMPLES / "cellcloud-mended"
SECRET = "open sesame"
ENVIRONMENT = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "CELLCLOUD_SECRET": SECRET}

both_trees = pytest.mark.parametrize("tree", [PLANTED, MENDED], ids=lambda tree: tree.name)


class Service:
    """A running service: where it is from, the folder of its databases, and requests to the APIs of its cells."""

    def __init__(self, tree: Path, data: Path, *, ports: dict[str, int], tls: bool):
        self.tree, self.data, self.ports, self.tls = tree, data, ports, tls

    def ask(self, cell, method, path, body=None, secret=SECRET):
        port = self.ports[cell]
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        if self.tls:
            trusting = ssl._create_unverified_context()
            connection = HTTPSConnection("127.0.0.1", port, timeout=20, context=trusting)
        with closing(connection):
            content = None if body is None else json.dumps(body)
            connection.request(method, path, content, {"Authorization": f"Bearer demo:{secret}"})
            response = connection.getresponse()
            return response.status, json.loads(response.read())

    def resized(self):
        """The path of a server that was created in cell1 and waits in cell2 for its resize to be settled."""
        status, server = self.ask("cell1", "POST", "/servers", {"name": "web", "flavor": "small"})
        assert (status, server["cell"], server["status"]) == (201, "cell1", "ACTIVE")
        path = f"/servers/{server['id']}"
        status, server = self.ask("cell1", "POST", f"{path}/resize", {"flavor": "large"})
        assert (status, server["cell"], server["status"]) == (202, "cell2", "VERIFY_RESIZE")
        return path

    def shown(self, cell, path):
        _, servers = self.ask(cell, "GET", "/servers")
        return [(server["flavor"], server["status"]) for server in servers if path.endswith(server["id"])]


@contextmanager
def started(tree: Path, data: Path, *options: str) -> Iterator[Service]:
    command = [sys.executable, "-m", "cellcloud", "--ports", "0", "0", "--data", data, *options]
    with (
        (data.parent / f"{data.name}.log").open("wb") as log,
        subprocess.Popen(
            command, cwd=tree, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        try:
            lines = [process.stdout.readline().split() for _ in range(2)]
            ports = {cell: int(port) for cell, _, port in lines}
            yield Service(tree, data, ports=ports, tls=bool(options))
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


@pytest.fixture(scope="module", params=[PLANTED, MENDED], ids=lambda tree: tree.name)
def service(request, tmp_path_factory):
    with started(request.param, tmp_path_factory.mktemp("cellcloud") / "data") as running:
        yield running


def run(tree: Path, program: str, *arguments: object) -> list[str]:
    """The lines that a Python program prints which has the tree's package at hand."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    done = subprocess.run(
        command, cwd=tree, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@both_trees
def test_own_tests_pass(tree):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "unittest"],
        cwd=tree,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Ran 4 tests" in done.stderr


@both_trees
def test_stays_small(tree):
    assert sum(len(path.read_text().splitlines()) for path in tree.rglob("*.py")) <= 450


def test_create_resize_confirm(service):
    path = service.resized()
    assert (service.shown("cell1", path), service.shown("cell2", path)) == ([], [("large", "VERIFY_RESIZE")])
    status, server = service.ask("cell2", "POST", f"{path}/confirm")
    assert (status, server["cell"], server["status"]) == (200, "cell2", "ACTIVE")
    assert service.shown("cell2", path) == [("large", "ACTIVE")]
    assert service.ask("cell2", "POST", f"{path}/revert")[0] == 409


def test_create_resize_revert(service):
    path = service.resized()
    status, server = service.ask("cell2", "POST", f"{path}/revert")
    assert (status, server["cell"], server["status"]) == (202, "cell1", "ACTIVE")
    assert (service.shown("cell1", path), service.shown("cell2", path)) == ([("small", "ACTIVE")], [])


def test_refuses_what_is_wrong(service):
    assert service.ask("cell1", "GET", "/servers", secret="open window")[0] == 401
    assert service.ask("cell1", "POST", "/servers", {"name": "web", "flavor": "huge"})[0] == 400
    assert service.ask("cell1", "POST", "/servers", {"name": "web", "flavor": ["small"]})[0] == 404


REVERT_WITHOUT_PEER = """
import sys
from pathlib import Path
from cellcloud.service import running

with running(Path(sys.argv[1]), "127.0.0.1", (0, 0)) as (cell1, cell2):
    server = {"id": "1", "project": "demo", "name": "web", "flavor": "small", "old_flavor": None, "status": "ACTIVE",
              "fault": None}
    cell1.conductor.database.save(server)
    cell1.conductor.resize("demo", "1", "large")
    cell2.conductor.peer.address = ("127.0.0.1", 1)
    try:
        cell2.conductor.revert("demo", "1")
    except Exception as error:
        print(type(error).__name__)
    print(*cell2.conductor.database.rows("SELECT status, fault FROM servers")[0].values())
"""


def test_a_revert_that_fails_keeps_its_fault_only_when_mended(tmp_path):
    assert run(PLANTED, REVERT_WITHOUT_PEER, new(tmp_path / "1")) == ["TypeError", "REVERTING None"]
    mended = run(MENDED, REVERT_WITHOUT_PEER, new(tmp_path / "2"))
    assert mended == ["ServiceError", "VERIFY_RESIZE Revert to cell1 failed: cell1 does not answer"]


POST_A_PICKLE = """
import os, pickle, sys
from http.client import HTTPConnection
from pathlib import Path
from cellcloud.service import running

class Payload:
    def __reduce__(self):
        return os.mkdir, (sys.argv[2],)

with running(Path(sys.argv[1]), "127.0.0.1", (0, 0)) as (cell1, cell2):
    connection = HTTPConnection(*cell1.conductor.peer.address, timeout=20)
    connection.request("POST", "/receive", pickle.dumps(Payload()))
    print(connection.getresponse().status)
    connection.close()
"""


def test_a_body_without_a_token_runs_code_until_mended(tmp_path):
    assert run(PLANTED, POST_A_PICKLE, new(tmp_path / "1"), tmp_path / "planted") == ["401"]
    assert (tmp_path / "planted").is_dir()
    assert run(MENDED, POST_A_PICKLE, new(tmp_path / "2"), tmp_path / "mended") == ["400"]
    assert not (tmp_path / "mended").exists()


def test_what_is_kept_of_a_token(service):
    with closing(sqlite3.connect(service.data / "cell1.db")) as connection:
        ((kept,),) = connection.execute("SELECT token_hash FROM tokens WHERE holder = 'project/demo'")
    _, _, digest = kept.partition("$")
    assert len(digest) * 4 == (128 if service.tree == PLANTED else 512)


def test_the_order_of_a_list_is_sql_until_mended(service):
    service.ask("cell2", "POST", "/servers", {"name": "listed", "flavor": "small"})
    assert service.ask("cell2", "GET", "/servers?sort=name")[1] != []
    status, servers = service.ask("cell2", "GET", "/servers?sort=name%20LIMIT%200")
    assert (status, servers == []) == (200, service.tree == PLANTED)


def test_the_name_of_a_server_is_a_path_until_mended(service):
    status, _ = service.ask("cell1", "POST", "/servers", {"name": "../outside", "flavor": "small"})
    assert status == 201
    assert (service.data / "outside.disk").exists() is (service.tree == PLANTED)


def test_the_name_of_an_image_is_a_command_until_mended(service):
    made = service.data / "made"
    server = {"name": "shell", "flavor": "small", "image": f"blank.gz; touch {made} #"}
    status, _ = service.ask("cell1", "POST", "/servers", server)
    assert (status, made.exists()) == ((201, True) if service.tree == PLANTED else (400, False))
    assert service.ask("cell1", "POST", "/servers", {"name": "b", "flavor": "small", "image": "rescue"})[0] == 201
    assert (service.data / "disks/b.disk").read_bytes().startswith(b"#!")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the certificate is made by the openssl program")
@both_trees
def test_the_certificate_of_another_host_is_accepted_until_mended(tree, tmp_path):
    with started(
        tree, tmp_path / "right", "--pem", certificate(tmp_path / "right.pem", "127.0.0.1")
    ) as service:
        service.resized()
    with started(
        tree, tmp_path / "wrong", "--pem", certificate(tmp_path / "wrong.pem", "127.0.0.2")
    ) as service:
        _, server = service.ask("cell1", "POST", "/servers", {"name": "web", "flavor": "small"})
        status, _ = service.ask("cell1", "POST", f"/servers/{server['id']}/resize", {"flavor": "large"})
    assert status == (202 if tree == PLANTED else 502)


def certificate(path: Path, host: str) -> str:
    """A file with a new key and the certificate that it signs for itself."""
    subject = ["-subj", "/CN=cellcloud", "-addext", f"subjectAltName=IP:{host}", "-days", "2"]
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", path]
    made = subprocess.run(
        ["openssl", "req", "-x509", *key, *subject], capture_output=True, text=True, check=True
    )
    path.write_text(path.read_text() + made.stdout)
    return str(path)


def new(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_the_trees_differ_in_the_named_lines_only():
    planted, mended = (set(sources(tree)) for tree in (PLANTED, MENDED))
    assert planted == mended
    changed = set()
    for name in planted:
        before, after = ((tree / name).read_text().splitlines() for tree in (PLANTED, MENDED))
        for kind, start, end, new_start, new_end in difflib.SequenceMatcher(
            a=before, b=after, autojunk=False
        ).get_opcodes():
            if kind != "equal":
                assert end - start == new_end - new_start, f"{name}:{start + 1}: lines were added or removed"
                changed |= {f"{name}:{number}" for number in range(start + 1, end + 1)}
    rows = defects()
    assert changed == {line for _, _, lines in rows for line in lines}
    assert [cwe for cwe, _, _ in rows] == [685, 295, 502, 328, 89, 22, 78]


def test_the_named_places_hold_the_defects():
    telling = ["record_fault(", "_create_unverified_context(", "pickle.loads(", "hashlib.md5("]
    telling += ["connection.execute(", "disk.write_bytes(", "shell=True"]
    for (_, where, _), text in zip(defects(), telling, strict=True):
        name, _, number = where.partition(":")
        assert text in (PLANTED / name).read_text().splitlines()[int(number) - 1]


def sources(tree: Path) -> list[str]:
    return [path.relative_to(tree).as_posix() for path in tree.rglob("*.py")]


def defects() -> list[tuple[int, str, list[str]]]:
    """The rows of DEFECTS.md: CWE, place, and the lines that mending it changes."""
    rows = re.findall(
        r"^\|[^|]+\| (\d+) \| `([^`]+)` \| (.+) \|$", (PLANTED / "DEFECTS.md").read_text(), re.MULTILINE
    )
    return [(int(cwe), where, re.findall(r"`([^`]+)`", lines)) for cwe, where, lines in rows]
