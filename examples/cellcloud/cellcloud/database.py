"""One cell's SQLite database: its servers, and the hashes of the tokens it accepts."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from cellcloud.errors import ServiceError

SERVERS = """CREATE TABLE IF NOT EXISTS servers (
    id TEXT PRIMARY KEY, project TEXT NOT NULL, name TEXT NOT NULL, flavor TEXT NOT NULL,
    old_flavor TEXT, status TEXT NOT NULL, fault TEXT)"""
TOKENS = "CREATE TABLE IF NOT EXISTS tokens (holder TEXT PRIMARY KEY, token_hash TEXT NOT NULL)"
Row = dict[str, Any]


class CellDatabase:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows(SERVERS)
        self.rows(TOKENS)

    def rows(self, statement: str, values: tuple[str, ...] | Row = ()) -> list[Row]:
        """Run one statement as a transaction of its own."""
        with closing(sqlite3.connect(self.path, timeout=5)) as connection, connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(statement, values)]

    def servers(self, project: str, sort: str) -> list[Row]:
        order = sort or "name"
        return self.rows("SELECT * FROM servers WHERE project = ? AND status != 'RESIZED' "
                         f"ORDER BY {order}", (project,))

    def save(self, server: Row) -> None:
        self.rows("INSERT OR REPLACE INTO servers VALUES "
                  "(:id, :project, :name, :flavor, :old_flavor, :status, :fault)", server)

    def claim(self, project: str, server_id: str, status: str, task: str) -> Row:
        """Give the server to one task: of two requests at the same time only one finds `status`."""
        claimed = self.rows("UPDATE servers SET status = ? WHERE id = ? AND project = ? AND status = ? "
                            "RETURNING *", (task, server_id, project, status))
        if not claimed:
            raise ServiceError(409, f"no server {server_id} is {status} in this cell")
        return claimed[0]

    def settle(self, server_id: str, status: str) -> None:
        if not self.rows("UPDATE servers SET status = ? WHERE id = ? RETURNING id", (status, server_id)):
            raise ServiceError(404, f"there is no server {server_id} in this cell")

    def delete(self, server_id: str, status: str) -> None:
        self.rows("DELETE FROM servers WHERE id = ? AND status = ?", (server_id, status))


def record_fault(database: CellDatabase, server_id: str, message: str) -> None:
    """Keep what went wrong with a server where its owner sees it."""
    database.rows("UPDATE servers SET fault = ? WHERE id = ?", (message, server_id))
