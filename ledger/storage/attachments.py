"""Where are the bytes of attached files kept, and are they still the same?

In `SUNLEDGER_HOME/attachments/<2 hex>/<62 hex>`: the path follows from the SHA-256 of the content
and from nothing else. A file is streamed in, stored once, never written again, and is there whole
or not at all: it grows under a name of its own in `incoming/`, is flushed to the disk, and then
linked to its place. What a killed process left in `incoming/` is no attachment and is swept away.

What a file is, is told by its first bytes, not by its name or by what the sender says.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ledger.storage.secrets import refused
from ledger.values.refusal import Refusal

CHUNK_BYTES = 1 << 16
_SWEPT_AFTER_S = 24 * 3600


class AttachmentTooLarge(Refusal):
    """An attached file is at most as large as the setting says."""


class AttachmentEmpty(Refusal):
    """An attached file has content."""


class AttachmentTypeNotAccepted(Refusal):
    """Attached are scans, photos, PDF, OFD and office documents, told by their first bytes."""


class AttachmentMissing(Refusal):
    """The bytes of an attached file are in the data directory."""


class AttachmentAltered(Refusal):
    """The bytes of an attached file are those that were attached."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored file: SHA-256 (32 bytes), size and sniffed media type."""

    digest: bytes
    size_bytes: int
    media_type: str


_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    # .ofd, .docx, .xlsx and .wps are archives; which of them it is the name may say.
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)

SUFFIXES = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/tiff": (".tif", ".tiff"),
    "image/webp": (".webp",),
    "image/heic": (".heic",),
    "application/zip": (".ofd", ".docx", ".xlsx", ".wps", ".zip"),
    "application/x-ole-storage": (".doc", ".xls", ".wps"),
}
"""Endings a download may carry, by media type; the first where the name has none of them."""


def media_type_of(start: bytes) -> str | None:
    """The media type told by the first bytes of a file; None where it is of no accepted kind."""
    for at, magic, media_type in _MAGIC:
        if start[at : at + len(magic)] == magic:
            return media_type
    return None


class AttachmentStore:
    """The files of one data directory."""

    def __init__(self, home: Path, *, largest_bytes: int, durable: bool = True) -> None:
        """`durable=False`: what a power cut loses is made again, so nothing waits for the disk."""
        self._root = home / "attachments"
        self.largest_bytes, self._durable = largest_bytes, durable

    def path(self, digest: bytes) -> Path:
        """Where the bytes of this SHA-256 stand, or would stand."""
        text = digest.hex()
        if len(text) != 64:
            raise ValueError("a digest is 32 bytes")
        return self._root / text[:2] / text[2:]

    def take(self, chunks: Iterable[bytes]) -> Stored:
        """Store a stream of bytes. The same content again changes nothing.

        Raises AttachmentTooLarge, AttachmentEmpty, AttachmentTypeNotAccepted, and DiskFull or
        HomeNotUsable where the disk refuses.
        """
        try:
            return self._take(chunks)
        except OSError as error:
            raise refused(error, self._root) from error

    def read(self, digest: bytes) -> Iterator[bytes]:
        """The bytes, in chunks, after they were found to be the right ones.

        Raises AttachmentMissing, AttachmentAltered.
        """
        self.check(digest)
        return self._chunks(self.path(digest))

    def check(self, digest: bytes) -> None:
        """Raises AttachmentMissing, AttachmentAltered."""
        path, found = self.path(digest), hashlib.sha256()
        try:
            for chunk in self._chunks(path):
                found.update(chunk)
        except OSError as error:
            raise AttachmentMissing(
                f"附件 {digest.hex()[:16]}… 的文件不在数据目录中", digest=digest.hex()
            ) from error
        if found.digest() != digest:
            raise AttachmentAltered(
                f"附件 {digest.hex()[:16]}… 的文件被改动过", digest=digest.hex()
            )

    def _take(self, chunks: Iterable[bytes]) -> Stored:
        incoming = self._root / "incoming"
        incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._sweep(incoming)
        growing = incoming / secrets.token_hex(16)
        whole, size, start = hashlib.sha256(), 0, b""
        # O_EXCL: never into a file that somebody else is writing.
        descriptor = os.open(growing, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o400)
        try:
            with os.fdopen(descriptor, "wb") as file:
                for chunk in chunks:
                    size += len(chunk)
                    if size > self.largest_bytes:
                        raise AttachmentTooLarge(
                            f"附件超过 {self.largest_bytes / 1024 / 1024:g} MB，未保存",
                            largest_bytes=self.largest_bytes,
                        )
                    if len(start) < 16:
                        start += chunk[: 16 - len(start)]
                    whole.update(chunk)
                    file.write(chunk)
                file.flush()
                if self._durable:
                    os.fsync(file.fileno())
            if not size:
                raise AttachmentEmpty("附件是空的")
            media_type = media_type_of(start)
            if media_type is None:
                raise AttachmentTypeNotAccepted(
                    "附件应为 PDF、OFD、图片（JPG、PNG 等）或 Office 文件；从内容看不是其中任何一种"
                )
            stored = Stored(whole.digest(), size, media_type)
            self._settle(growing, self.path(stored.digest))
        finally:
            growing.unlink(missing_ok=True)
        return stored

    def _settle(self, growing: Path, place: Path) -> None:
        """Link, not rename: what stands there already is never replaced."""
        place.parent.mkdir(mode=0o700, exist_ok=True)
        try:
            os.link(growing, place)
        except FileExistsError:
            return
        if not self._durable:
            return
        for folder in (place.parent, self._root):
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def _sweep(self, incoming: Path) -> None:
        """Remove what a killed process left behind a day ago or longer."""
        oldest = time.time() - _SWEPT_AFTER_S
        for left in incoming.iterdir():
            try:
                if left.stat().st_mtime < oldest:
                    left.unlink()
            except FileNotFoundError:
                continue  # another process swept it

    @staticmethod
    def _chunks(path: Path) -> Iterator[bytes]:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                yield chunk
