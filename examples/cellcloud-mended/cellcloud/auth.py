"""The tokens that projects and cells show: `name:secret`, of which only a hash is kept."""

import hashlib
import hmac
import secrets

from cellcloud.database import CellDatabase
from cellcloud.errors import ServiceError


def hash_token(token: str, salt: bytes) -> str:
    token_hash = hashlib.scrypt(token.encode(), salt=salt, n=2**14, r=8, p=1).hex()
    return f"{salt.hex()}${token_hash}"


def register(database: CellDatabase, role: str, name: str, secret: str) -> str:
    token = f"{name}:{secret}"
    values = (f"{role}/{name}", hash_token(token, secrets.token_bytes(16)))
    database.rows("INSERT OR REPLACE INTO tokens VALUES (?, ?)", values)
    return token


def bearer(database: CellDatabase, authorization: str | None, role: str) -> str:
    """The name of the one who shows a token."""
    token = (authorization or "").removeprefix("Bearer ")
    name = token.partition(":")[0]
    rows = database.rows("SELECT token_hash FROM tokens WHERE holder = ?", (f"{role}/{name}",))
    # An unknown name costs the same hash, so that the time taken does not tell who exists.
    stored = rows[0]["token_hash"] if rows else "00$"
    if not hmac.compare_digest(hash_token(token, bytes.fromhex(stored.partition("$")[0])), stored):
        raise ServiceError(401, "a valid token is needed")
    return name
