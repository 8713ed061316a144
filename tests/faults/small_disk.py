"""A file system of a few megabytes, to be filled up: a tmpfs, where we may mount one."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


class NotPermitted(Exception):
    """No file system can be mounted here; the reason is the message."""


@dataclass(frozen=True)
class SmallDisk:
    """`directory` is on it."""

    directory: Path

    @property
    def free_bytes(self) -> int:
        at = os.statvfs(self.directory)
        return at.f_bavail * at.f_frsize

    def fill(self, *, but_bytes: int) -> None:
        """Take all that is free but so much."""
        with self._filler.open("ab") as file:
            while (left := self.free_bytes - but_bytes) > 0:
                file.write(b"\0" * min(left, 1 << 20))
                file.flush()

    def clear(self) -> None:
        self._filler.unlink(missing_ok=True)

    @property
    def _filler(self) -> Path:
        return self.directory / "filler"


@contextmanager
def small_disk(size_mib: int) -> Iterator[SmallDisk]:
    """Raises NotPermitted."""
    directory = Path(tempfile.mkdtemp(prefix="sunledger-disk-"))
    try:
        options = f"size={size_mib}m,mode=755"
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(directory)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as error:
            raise NotPermitted(str(error)) from error
        if done.returncode:
            raise NotPermitted(done.stderr.strip())
        try:
            yield SmallDisk(directory)
        finally:
            subprocess.run(["umount", "--lazy", str(directory)], check=True)
    finally:
        directory.rmdir()
