"""A server's way to the other cell, confirmed and reverted, over the cells' real interfaces."""

import json
import unittest
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory

from cellcloud.auth import register
from cellcloud.service import running


class ResizeTest(unittest.TestCase):
    def setUp(self) -> None:
        data = Path(self.enterContext(TemporaryDirectory()))
        self.cells = self.enterContext(running(data, "127.0.0.1", (0, 0)))
        for api in self.cells:
            register(api.conductor.database, "project", "demo", "open sesame")
        server = self.ask(0, "POST", "/servers", {"name": "web", "flavor": "small"})
        self.path = f"/servers/{server['id']}"
        self.moved = self.ask(0, "POST", f"{self.path}/resize", {"flavor": "large"})

    def ask(self, cell, method, path, body=None, token="demo:open sesame"):
        connection = HTTPConnection("127.0.0.1", self.cells[cell].server_port, timeout=10)
        self.addCleanup(connection.close)
        connection.request(method, path, json.dumps(body or {}), {"Authorization": f"Bearer {token}"})
        return json.load(connection.getresponse())

    def test_a_resized_server_shows_in_its_new_cell_only(self) -> None:
        self.assertEqual(("VERIFY_RESIZE", "cell2"), (self.moved["status"], self.moved["cell"]))
        self.assertEqual([], self.ask(0, "GET", "/servers"))
        self.assertEqual("large", self.ask(1, "GET", "/servers")[0]["flavor"])

    def test_confirm(self) -> None:
        self.assertEqual("ACTIVE", self.ask(1, "POST", f"{self.path}/confirm")["status"])
        self.assertEqual([], self.cells[0].conductor.database.rows("SELECT * FROM servers"))

    def test_revert(self) -> None:
        self.assertEqual("small", self.ask(1, "POST", f"{self.path}/revert")["flavor"])
        self.assertEqual([], self.ask(1, "GET", "/servers"))
        self.assertEqual("ACTIVE", self.ask(0, "GET", "/servers")[0]["status"])

    def test_others_are_kept_out(self) -> None:
        register(self.cells[1].conductor.database, "project", "other", "open sesame")
        self.assertIn("error", self.ask(1, "GET", "/servers", token="demo:open window"))
        self.assertIn("error", self.ask(1, "POST", f"{self.path}/revert", token="other:open sesame"))
