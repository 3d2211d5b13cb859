"""The sizes a server can have."""

from cellcloud.errors import ServiceError

FLAVORS = {"small": {"vcpus": 1, "memory_mib": 2048}, "large": {"vcpus": 4, "memory_mib": 8192}}


def check(name: str) -> str:
    if name not in FLAVORS:
        raise ServiceError(400, f"there is no flavor {name}")
    return name
