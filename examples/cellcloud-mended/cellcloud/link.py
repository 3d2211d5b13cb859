"""The listeners of a cell, and what it does for the other cell over the link between them."""

import json
import ssl
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cellcloud.auth import bearer
from cellcloud.conductor import Conductor
from cellcloud.errors import ServiceError


class Listener(ThreadingHTTPServer):
    conductor: Conductor

    def use_tls(self, pem: str) -> None:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(pem)
        # The handshake is left to the request's thread: a silent client must not hold up the others.
        self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)


class LinkHandler(BaseHTTPRequestHandler):
    server: Listener
    timeout = 10

    def do_POST(self) -> None:
        database = self.server.conductor.database
        try:
            body = self.rfile.read(body_length(self.headers))
            record = json.loads(body)
            bearer(database, self.headers["Authorization"], "cell")
            if self.path == "/receive":
                database.save(record)
            elif self.path == "/restore":
                database.settle(record["id"], "ACTIVE")
            elif self.path == "/discard":
                database.delete(record["id"], "RESIZED")
            else:
                raise ServiceError(404, f"there is no {self.path}")
            self.send_response(204)
            self.end_headers()
        except ServiceError as error:
            self.send_error(error.status)
        except (LookupError, RecursionError, TypeError, ValueError):
            self.send_error(400)


def body_length(headers: Message) -> int:
    length = headers.get("Content-Length", "0")
    if not length.isdecimal() or len(length) > 5:
        raise ServiceError(400, "a body has at most 99999 bytes")
    return int(length)
