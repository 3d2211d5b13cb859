"""Two cells at work, each with an API for projects and a link for the other cell."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread

from cellcloud.api import ApiHandler
from cellcloud.auth import register
from cellcloud.client import CellClient, cell_context
from cellcloud.conductor import Conductor
from cellcloud.database import CellDatabase
from cellcloud.disks import Disks
from cellcloud.link import LinkHandler, Listener

CELLS = ("cell1", "cell2")


@contextmanager
def running(data: Path, host: str, ports: Sequence[int], pem: str | None = None) -> Iterator[list[Listener]]:
    """The APIs of both cells, which answer until the block ends."""
    tls = None if pem is None else cell_context(pem)
    disks = Disks(data / "disks")
    databases = [CellDatabase(data / f"{cell}.db") for cell in CELLS]
    with ExitStack() as stack:
        links = [stack.enter_context(Listener((host, 0), LinkHandler)) for _ in CELLS]
        apis = [stack.enter_context(Listener((host, port), ApiHandler)) for port in ports]
        for here, there in ((0, 1), (1, 0)):
            token = register(databases[there], "cell", CELLS[here], secrets.token_urlsafe(32))
            peer = CellClient(CELLS[there], (host, links[there].server_port), token, tls)
            links[here].conductor = apis[here].conductor = Conductor(CELLS[here], databases[here], peer, disks)
        for listener in links + apis:
            if pem is not None:
                listener.use_tls(pem)
            Thread(target=listener.serve_forever, args=(0.05,), daemon=True).start()
            stack.callback(listener.shutdown)
        yield apis
