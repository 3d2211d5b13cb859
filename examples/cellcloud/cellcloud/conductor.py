"""The resize of a server to the other cell, its confirmation and its way back."""

from cellcloud import flavors
from cellcloud.client import CellClient
from cellcloud.database import CellDatabase, Row, record_fault
from cellcloud.disks import Disks
from cellcloud.errors import ServiceError


class Conductor:
    def __init__(self, cell: str, database: CellDatabase, peer: CellClient, disks: Disks) -> None:
        self.cell, self.database, self.peer, self.disks = cell, database, peer, disks

    def resize(self, project: str, server_id: str, flavor: str) -> Row:
        flavors.check(flavor)
        server = self.database.claim(project, server_id, "ACTIVE", "RESIZING")
        moved = {**server, "flavor": flavor, "old_flavor": server["flavor"], "status": "VERIFY_RESIZE"}
        try:
            self.peer.send("/receive", moved)
        except ServiceError as error:
            record_fault(self.database, server_id, f"Resize to {self.peer.name} failed: {error}")
            self.database.settle(server_id, "ACTIVE")
            raise
        self.database.settle(server_id, "RESIZED")
        return {**moved, "cell": self.peer.name}

    def confirm(self, project: str, server_id: str) -> Row:
        server = self.database.claim(project, server_id, "VERIFY_RESIZE", "ACTIVE")
        try:
            self.peer.send("/discard", server)
        except ServiceError as error:
            record_fault(self.database, server_id, f"{self.peer.name} keeps its copy: {error}")
        return {**server, "cell": self.cell}

    def revert(self, project: str, server_id: str) -> Row:
        server = self.database.claim(project, server_id, "VERIFY_RESIZE", "REVERTING")
        try:
            self.peer.send("/restore", server)
        except ServiceError as error:
            record_fault(self.database, server_id, "Revert to %s failed: %s", self.peer.name, error)
            self.database.settle(server_id, "VERIFY_RESIZE")
            raise
        self.database.delete(server_id, "REVERTING")
        return {**server, "flavor": server["old_flavor"], "status": "ACTIVE", "cell": self.peer.name}
