"""What is the root of a list of leaves? RFC 6962, section 2.1, with SHA-256.

    leaf   SHA-256(0x00 ‖ leaf)
    node   SHA-256(0x01 ‖ left ‖ right)
    root   of no leaves SHA-256(""), of one its leaf hash, of n the node over the first k and the
           rest, k being the largest power of two below n

The two prefixes keep a node from passing for a leaf.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

HASH_BYTES = 32


def leaf_hash(leaf: bytes) -> bytes:
    """The hash (32 bytes) of one leaf's exact bytes."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash (32 bytes) over two hashes; their order matters."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """The Merkle tree hash (32 bytes) over leaf bytes, in O(n) time, 32 bytes of memory a leaf.

    Level by level: neighbours are joined, and one that is left over goes up as it is. That is the
    tree of the definition, since the first k leaves, k a power of two, are always joined evenly.
    """
    sha256 = hashlib.sha256
    level = [sha256(b"\x00" + leaf).digest() for leaf in leaves]
    if not level:
        return sha256(b"").digest()
    while len(level) > 1:
        lefts, odd = iter(level), level[-1:] if len(level) & 1 else []
        level = [
            sha256(b"\x01" + left + right).digest()
            for left, right in zip(lefts, lefts, strict=False)
        ] + odd
    return level[0]
