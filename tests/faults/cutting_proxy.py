"""A proxy before the server's socket that cuts the connection after so many bytes."""

from __future__ import annotations

import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import Final

from psycopg.conninfo import conninfo_to_dict, make_conninfo

_SOCKET: Final = ".s.PGSQL.5432"


class Way(Enum):
    """Which bytes are counted."""

    TO_SERVER = auto()
    TO_CLIENT = auto()


@dataclass
class CuttingProxy:
    """One connection at a time. `arm()` says what is to be cut; `cut` tells that it was."""

    server: Path
    listening: socket.socket
    cut: bool = False
    _way: Way | None = None
    _left: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def arm(self, way: Way, after: int) -> None:
        """Cut when `after` more bytes went this way; those before the cut arrive."""
        with self._lock:
            self.cut, self._way, self._left = False, way, after

    def serve(self) -> None:
        while True:
            try:
                client, _ = self.listening.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(str(self.server))
            for source, target, way in (
                (client, server, Way.TO_SERVER),
                (server, client, Way.TO_CLIENT),
            ):
                threading.Thread(target=self._pump, args=(source, target, way), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, way: Way) -> None:
        with suppress(OSError):
            while some := source.recv(65_536):
                passing, cuts = self._allowed(some, way)
                target.sendall(passing)
                if cuts:
                    break
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        source.close()

    def _allowed(self, some: bytes, way: Way) -> tuple[bytes, bool]:
        with self._lock:
            if self._way is not way:
                return some, False
            if len(some) < self._left:
                self._left -= len(some)
                return some, False
            passing, self._way, self.cut = some[: self._left], None, True
            return passing, True


@contextmanager
def cutting_proxy(conninfo: str) -> Iterator[tuple[CuttingProxy, str]]:
    """A proxy before the server of this connection string, and the string that goes through it."""
    directory = Path(tempfile.mkdtemp(prefix="sunledger-cut-"))
    listening = socket.socket(socket.AF_UNIX)
    try:
        listening.bind(str(directory / _SOCKET))
        listening.listen()
        host = str(conninfo_to_dict(conninfo)["host"])
        proxy = CuttingProxy(Path(host, _SOCKET), listening)
        threading.Thread(target=proxy.serve, daemon=True).start()
        yield proxy, make_conninfo(conninfo, host=str(directory))
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        shutil.rmtree(directory)
