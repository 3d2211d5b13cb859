"""The disks of the servers, on storage that both cells share, and the images that they are copies of."""

import gzip
import subprocess
from pathlib import Path

from cellcloud.errors import ServiceError

IMAGES = {"blank": b"", "rescue": b"#!/bin/sh\n"}


class Disks:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, exist_ok=True)
        for name, content in IMAGES.items():
            (folder / f"{name}.gz").write_bytes(gzip.compress(content))

    def create(self, name: str, image: str) -> None:
        """Give the new server of that name a disk with what is on the image."""
        disk = self.folder / f"{Path(name).name}.disk"
        disk.write_bytes(self.unpacked(image))

    def unpacked(self, image: str) -> bytes:
        done = subprocess.run(["gzip", "-dc", self.folder / f"{Path(image).name}.gz"], capture_output=True)
        if done.returncode:
            raise ServiceError(400, f"there is no image {image}")
        return done.stdout
