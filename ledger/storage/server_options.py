"""With which options does the embedded server run?

Options are given on the command line at each start and not written into the data directory, so
that a new version of the program changes them for data that is there already.
"""

from __future__ import annotations

import os
from pathlib import Path

MIB = 2**20
LEAST_MIB, MOST_MIB = 128, 8192
_CGROUPS = Path("/sys/fs/cgroup")


def kept_pages_mib(memory: int) -> int:
    """How much of so many bytes of memory holds pages of the database: a quarter, in bounds.

    Of 4 GB 1 GB. A ledger of nine million entries takes 6 GB; what a read finds here it need not
    fetch from the system, which halves its time.
    """
    return min(max(memory // 4 // MIB, LEAST_MIB), MOST_MIB)


def memory_of_machine(cgroups: Path = _CGROUPS) -> int:
    """In bytes; of a container what it may use. 0 where the system does not say."""
    try:
        found = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (OSError, ValueError):
        return 0
    for limit in ("memory.max", "memory/memory.limit_in_bytes"):
        try:
            text = (cgroups / limit).read_text().strip()
        except OSError:
            continue
        if text.isdigit():
            found = min(found, int(text))
    return found


def options_of(binaries: Path) -> dict[str, str]:
    """What these programs can do besides, by what lies beside them.

    With pg_prewarm a server that was stopped reads again what it had in memory, in the background:
    else the first question about each household waits for a hundred pages from the disk.
    """
    if (binaries.parent / "lib" / "pg_prewarm.so").is_file():
        return {"shared_preload_libraries": "pg_prewarm"}
    return {}


def options(socket_directory: Path, *, port: int) -> dict[str, str]:
    """For a small machine that does other things too, and for money that must not be lost."""
    return {
        # Reached by the socket only.
        "listen_addresses": "",
        "port": str(port),
        "unix_socket_directories": str(socket_directory),
        "unix_socket_permissions": "0700",
        # What was acknowledged is on disk.
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "max_connections": "100",
        "shared_buffers": f"{kept_pages_mib(memory_of_machine())}MB",
        "effective_cache_size": "512MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "max_wal_size": "1GB",
        "huge_pages": "off",
        # Parallel workers share memory through /dev/shm, of which a container has 64 MB.
        "max_parallel_workers_per_gather": "0",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        # The log says what went wrong but shows no row and no statement: names, cards and ID
        # numbers are in them.
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "log_parameter_max_length_on_error": "0",
        "log_line_prefix": "%m [%p] %u@%d ",
    }
