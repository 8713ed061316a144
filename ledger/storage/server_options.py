"""With which options does the embedded server run?

Options are given on the command line at each start and not written into the data directory, so
that a new version of the program changes them for data that is there already.
"""

from __future__ import annotations

from pathlib import Path


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
        "shared_buffers": "128MB",
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
