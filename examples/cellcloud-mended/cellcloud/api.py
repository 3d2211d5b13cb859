"""What a cell does for projects: JSON over HTTP."""

import json
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from cellcloud import flavors
from cellcloud.auth import bearer
from cellcloud.errors import ServiceError
from cellcloud.link import Listener, body_length


class ApiHandler(BaseHTTPRequestHandler):
    server: Listener
    timeout = 10

    def do_POST(self) -> None:
        try:
            project = bearer(self.server.conductor.database, self.headers["Authorization"], "project")
            body = self.rfile.read(body_length(self.headers))
            status, answer = self.act(project, json.loads(body or b"{}"))
        except ServiceError as error:
            status, answer = error.status, {"error": str(error)}
        except (RecursionError, ValueError):
            status, answer = 400, {"error": "the body is no JSON"}
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    do_GET = do_POST

    def act(self, project: str, body: Any) -> tuple[int, Any]:
        conductor = self.server.conductor
        address = urlsplit(self.path)
        match self.command, address.path.split("/")[1:], body:
            case "GET", ["flavors"], _:
                return 200, flavors.FLAVORS
            case "GET", ["servers"], _:
                sort = parse_qs(address.query).get("sort", [""])[0]
                return 200, conductor.database.servers(project, sort)
            case "POST", ["servers"], {"name": str(name), "flavor": str(flavor)}:
                server = {"id": uuid4().hex, "project": project, "name": name, "old_flavor": None,
                          "flavor": flavors.check(flavor), "status": "ACTIVE", "fault": None}
                conductor.disks.create(name, str(body.get("image", "blank")))
                conductor.database.save(server)
                return 201, {**server, "cell": conductor.cell}
            case "POST", ["servers", server_id, "resize"], {"flavor": str(flavor)}:
                return 202, conductor.resize(project, server_id, flavor)
            case "POST", ["servers", server_id, "confirm"], _:
                return 200, conductor.confirm(project, server_id)
            case "POST", ["servers", server_id, "revert"], _:
                return 202, conductor.revert(project, server_id)
        raise ServiceError(404, f"there is no such request to {self.path}")
