"""Where is an uploaded file kept between its preview and its import?

In `SUNLEDGER_HOME/uploads/<random>/`, a directory that only the program's own user can open, beside
the keys that are kept the same way: it has names, numbers and cards in it. It is there for an hour
at most and goes as soon as the import is confirmed, given up, or the file turns out to be
unreadable. A process that was killed leaves nothing for longer: what is old is swept at each start
and with each new upload, and a timer waits for each while the process lives.

An upload is found by its random number together with who sent it and for which book and kind:
somebody else's number finds nothing.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import threading
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from ledger.storage.secrets import refused
from ledger.values.refusal import Refusal

KEPT_S = 3600
_NUMBER = re.compile(r"[0-9a-f]{32}")
_ABOUT, _INSIDE = "about.json", "in"
_NAME_OCTETS = 180
_SUFFIX_LENGTH = 8


class UploadTooLarge(Refusal):
    """A file to be imported is at most as large as the setting says."""


class UploadEmpty(Refusal):
    """A file to be imported has content."""


class UploadGone(Refusal):
    """A file that was previewed is kept for an hour, for who sent it."""


@dataclass(frozen=True, slots=True)
class About:
    """What was said when the file came: by whom, for which book, as which kind.

    `rows_stated` is how many rows the file should have (None: it says so itself); `checker` who
    approved a list.
    """

    login: str
    book: int
    kind: str
    name: str
    rows_stated: int | None = None
    checker: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """One kept file."""

    number: str
    about: About
    path: Path


class UploadStore:
    """The uploads of one data directory."""

    def __init__(self, home: Path, *, largest_bytes: int) -> None:
        self._root = home / "uploads"
        self.largest_bytes = largest_bytes

    def take(
        self, chunks: Iterable[bytes], about: About, *, beside: tuple[str, bytes] | None = None
    ) -> Upload:
        """Keep a stream of bytes, and perhaps a small file beside it (name, content).

        Raises UploadTooLarge, UploadEmpty, and DiskFull or HomeNotUsable.
        """
        self.sweep()
        number = secrets.token_hex(16)
        folder = self._root / number
        path = folder / _INSIDE / file_name(about.name)
        try:
            self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
            folder.mkdir(mode=0o700)
            (folder / _INSIDE).mkdir(mode=0o700)
            _write(folder / _ABOUT, [json.dumps(asdict(about)).encode()])
            size = _write(path, self._bounded(chunks))
            if not size:
                raise UploadEmpty("文件是空的")
            if beside is not None:
                _write(path.with_name(beside[0]), [beside[1]])
        except OSError as error:
            self._remove(folder)
            raise refused(error, self._root) from error
        except BaseException:
            self._remove(folder)
            raise
        timer = threading.Timer(KEPT_S, self._remove, [folder])
        timer.daemon = True
        timer.start()
        return Upload(number, about, path)

    def find(self, number: str, login: str, book: int) -> Upload:
        """Raises UploadGone, also for who did not send it."""
        folder = self._root / number
        gone = UploadGone("上传的文件已经处理或超过一小时，请重新上传")
        if not _NUMBER.fullmatch(number):
            raise gone
        try:
            if folder.stat().st_mtime < time.time() - KEPT_S:
                self._remove(folder)
                raise gone
            about = About(**json.loads((folder / _ABOUT).read_bytes()))
        except OSError as error:
            raise gone from error
        if (about.login, about.book) != (login, book):
            raise gone
        return Upload(number, about, folder / _INSIDE / file_name(about.name))

    def discard(self, upload: Upload) -> None:
        """Nothing of it stays; one that is gone already is no error."""
        self._remove(self._root / upload.number)

    def sweep(self) -> None:
        """Remove what is older than an hour."""
        oldest = time.time() - KEPT_S
        if not self._root.is_dir():
            return
        for each in self._root.iterdir():
            try:
                if each.stat().st_mtime < oldest:
                    self._remove(each)
            except FileNotFoundError:
                continue  # another process was faster

    def _bounded(self, chunks: Iterable[bytes]) -> Iterable[bytes]:
        size = 0
        for chunk in chunks:
            size += len(chunk)
            if size > self.largest_bytes:
                raise UploadTooLarge(
                    f"文件超过 {self.largest_bytes // 2**20} MB，没有保存；请分成几个文件",
                    largest_bytes=self.largest_bytes,
                )
            yield chunk

    @staticmethod
    def _remove(folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)


def file_name(name: str) -> str:
    """A name that any disk takes: the last part, bounded, its ending kept."""
    last = name.replace("\\", "/").rpartition("/")[2].lstrip(".")
    plain = "".join(each for each in last if each.isprintable()).strip() or "upload"
    stem, dot, suffix = plain.rpartition(".")
    if not dot or len(suffix) > _SUFFIX_LENGTH:
        stem, suffix = plain, ""
    room = _NAME_OCTETS - len(suffix.encode())
    stem = stem.encode()[:room].decode(errors="ignore") or "upload"
    return f"{stem}.{suffix}" if suffix else stem


def _write(path: Path, chunks: Iterable[bytes]) -> int:
    size = 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for chunk in chunks:
            size += file.write(chunk)
    return size
