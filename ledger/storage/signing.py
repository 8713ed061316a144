"""With which key does this installation sign what it sends to others?

An Ed25519 key pair in `SUNLEDGER_HOME/exchange-key.json`, readable by its owner only. It is a file
of its own, drawn when it is first asked for: `secrets.json` is never changed once written, and
data directories made before there was an exchange need no upgrade. A lost key is replaced by a new
one, which every peer must register again; nothing that was signed before loses its worth.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger.storage.secrets import SecretsUnreadable, check_private, refused, write_private

_FILE = "exchange-key.json"
_VERSION = 1


class SigningKey:
    """The private key of this installation. It has no repr that would show it."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = private.public_key().public_bytes_raw()
        """The public key, 32 bytes."""

    @classmethod
    def of(cls, seed: bytes) -> SigningKey:
        """The key pair that these 32 secret bytes stand for."""
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    @classmethod
    def load(cls, home: Path) -> SigningKey:
        """The key of this data directory, drawn first where there is none.

        Raises HomeNotUsable, DiskFull, SecretsExposed, SecretsUnreadable.
        """
        path = home / _FILE
        try:
            home.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                with (home / ".lock").open("a") as lock:
                    fcntl.flock(lock, fcntl.LOCK_EX)
                    if not path.exists():
                        seed = Ed25519PrivateKey.generate().private_bytes_raw()
                        write_private(path, {"version": _VERSION, "ed25519": seed.hex()})
            check_private(path)
            return cls.of(_seed(path))
        except OSError as error:
            raise refused(error, home) from error

    def sign(self, message: bytes) -> bytes:
        """The signature, 64 bytes."""
        return self._private.sign(message)


def signed_by(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the holder of this public key signed this message."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public: bytes) -> str:
    """The key for people to compare by telephone: SHA-256, the first 16 bytes in groups of four."""
    digest = hashlib.sha256(public).hexdigest()[:32]
    return " ".join(digest[at : at + 4] for at in range(0, 32, 4))


def _seed(path: Path) -> bytes:
    try:
        read: dict[str, object] = json.loads(path.read_text("utf-8"))
        if read["version"] != _VERSION:
            raise ValueError("version")
        seed = bytes.fromhex(str(read["ed25519"]))
        if len(seed) != 32:
            raise ValueError("key length")
        return seed
    except (ValueError, KeyError, TypeError) as error:
        # The text of the file is never part of the message: it is a secret.
        raise SecretsUnreadable(
            f"{path} 已损坏，或属于另一版本的程序。请从备份恢复。", path=str(path)
        ) from error
