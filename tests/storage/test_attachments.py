"""The store of attached files: any bytes, once, whole or not at all, also when killed half-way."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.storage.attachments import (
    AttachmentAltered,
    AttachmentEmpty,
    AttachmentMissing,
    AttachmentStore,
    AttachmentTooLarge,
    AttachmentTypeNotAccepted,
    media_type_of,
)

PDF = b"%PDF-1.4\n"
LIMIT = 1000


def store(home: Path) -> AttachmentStore:
    return AttachmentStore(home, largest_bytes=LIMIT)


def files(home: Path) -> list[Path]:
    return [each for each in (home / "attachments").rglob("*") if each.is_file()]


@settings(max_examples=60)
@given(st.lists(st.binary(max_size=300), max_size=5), st.booleans())
def test_any_bytes_are_kept_once_under_their_digest_or_leave_nothing(
    chunks: list[bytes], known: bool
) -> None:
    given_chunks = [PDF, *chunks] if known else chunks
    whole = b"".join(given_chunks)
    with tempfile.TemporaryDirectory() as folder:
        kept = store(Path(folder))
        if not whole or len(whole) > LIMIT or media_type_of(whole[:16]) is None:
            with pytest.raises((AttachmentEmpty, AttachmentTooLarge, AttachmentTypeNotAccepted)):
                kept.take(given_chunks)
            assert files(Path(folder)) == []
            return
        stored = kept.take(given_chunks)
        assert stored.digest == hashlib.sha256(whole).digest()
        assert stored.size_bytes == len(whole)
        assert b"".join(kept.read(stored.digest)) == whole
        assert kept.take([whole]) == stored
        assert files(Path(folder)) == [kept.path(stored.digest)]


def test_the_limit_is_inclusive(tmp_path: Path) -> None:
    whole = PDF.ljust(LIMIT, b"x")
    assert store(tmp_path).take([whole]).size_bytes == LIMIT
    with pytest.raises(AttachmentTooLarge):
        store(tmp_path).take([whole, b"x"])
    assert len(files(tmp_path)) == 1


@pytest.mark.parametrize("content", [b"<html><script>", b"MZ\x90\x00", b"#!/bin/sh\n", b"%PDE-1.4"])
def test_what_is_no_document_is_not_taken(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(AttachmentTypeNotAccepted):
        store(tmp_path).take([content])


def test_missing_and_altered_bytes_are_not_handed_out(tmp_path: Path) -> None:
    kept = store(tmp_path)
    stored = kept.take([PDF, b"abc"])
    path = kept.path(stored.digest)
    path.chmod(0o600)
    path.write_bytes(PDF + b"abd")
    with pytest.raises(AttachmentAltered):
        kept.read(stored.digest)
    # What stands there is never overwritten, not even by the right bytes.
    kept.take([PDF, b"abc"])
    with pytest.raises(AttachmentAltered):
        kept.check(stored.digest)
    path.unlink()
    with pytest.raises(AttachmentMissing):
        kept.read(stored.digest)


def test_a_failing_sender_leaves_nothing(tmp_path: Path) -> None:
    def cut_off() -> Iterator[bytes]:
        yield PDF
        raise EOFError

    with pytest.raises(EOFError):
        store(tmp_path).take(cut_off())
    assert files(tmp_path) == []


SENDER = """
import sys, time
from pathlib import Path
from ledger.storage.attachments import AttachmentStore
def slowly():
    yield b"%PDF-1.4\\n"
    while True:
        yield b"x" * 4096
        print("sent", flush=True)
        time.sleep(0.01)
AttachmentStore(Path(sys.argv[1]), largest_bytes=10**9).take(slowly())
"""


def test_a_process_killed_in_the_middle_leaves_no_attachment_and_its_rest_is_swept(
    tmp_path: Path,
) -> None:
    sender = subprocess.Popen(
        [sys.executable, "-c", SENDER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert sender.stdout is not None
    for _ in range(3):
        assert sender.stdout.readline() == "sent\n"
    sender.send_signal(signal.SIGKILL)
    sender.wait(timeout=10)
    sender.stdout.close()
    (left,) = files(tmp_path)
    assert left.parent.name == "incoming"
    store(tmp_path).take([PDF])
    assert left.exists()  # it might be of a sender that is still at work
    yesterday = time.time() - 25 * 3600
    os.utime(left, (yesterday, yesterday))
    stored = store(tmp_path).take([PDF, b"1"])
    assert not left.exists()
    assert store(tmp_path).path(stored.digest).exists()
