"""How a file is to be read, beyond what it says itself."""

from collections.abc import Callable
from dataclasses import dataclass

from geodata.readers.limits import DEFAULT, Limits

Progress = Callable[[int, int], None]
"""Called with (rows read, rows in all)."""


@dataclass(frozen=True, slots=True)
class Options:
    """`crs` overrules the file's own; `table` names one of several in a GeoPackage."""

    limits: Limits = DEFAULT
    crs: str | None = None
    table: str | None = None
    progress: Progress | None = None
