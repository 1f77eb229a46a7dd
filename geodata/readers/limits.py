"""How large a file may be before it is refused."""

from dataclasses import dataclass

MEBIBYTE = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one file; the defaults suit an operator's command line."""

    file_bytes: int = 256 * MEBIBYTE
    rows: int = 200_000
    """An import holds some 15 kB per row in memory while it compares."""
    columns: int = 500
    cell_characters: int = 100_000
    zip_entries: int = 100
    zip_bytes: int = 1024 * MEBIBYTE
    """Bytes of all entries together once unpacked."""
    zip_ratio: int = 200
    """Unpacked over packed size; text packs to 1:20 or so, bombs to 1:1000."""
    memory_bytes: int = 4096 * MEBIBYTE
    """Address space of the child process that reads vector files."""
    seconds: int = 300
    """CPU and wall time of the child process."""


DEFAULT = Limits()
UPLOAD = Limits(
    file_bytes=32 * MEBIBYTE,
    rows=20_000,
    zip_bytes=256 * MEBIBYTE,
    memory_bytes=2048 * MEBIBYTE,
    seconds=60,
)
"""For files that come through the web."""
