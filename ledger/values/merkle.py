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
    """The Merkle tree hash (32 bytes) over leaf bytes, in O(n) time and O(log n) memory.

    The stack holds the roots of complete subtrees, of falling size, exactly as the set bits of
    the number of leaves so far; each trailing one bit of that number is a pair to be joined.
    """
    subtrees: list[bytes] = []
    for index, leaf in enumerate(leaves):
        top = leaf_hash(leaf)
        while index & 1:
            top = node_hash(subtrees.pop(), top)
            index >>= 1
        subtrees.append(top)
    if not subtrees:
        return hashlib.sha256(b"").digest()
    top = subtrees.pop()
    while subtrees:
        top = node_hash(subtrees.pop(), top)
    return top
