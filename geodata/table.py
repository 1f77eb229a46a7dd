"""A table as read from any file: the one shape between readers, layers and writers."""

from dataclasses import dataclass, replace

from shapely.geometry.base import BaseGeometry

from geodata.notes import Note

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a table came from, as a report names it."""

    name: str
    driver: str
    encoding: str
    crs: str = "EPSG:4326"
    """CRS of the file; geometries of the table are always EPSG:4326."""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, all with the same columns; empty cells are None.

    `geometries` (EPSG:4326, lon/lat, one or None per row) is None for a file that has no
    geometry of its own; `lines` are the rows' places in the file: line numbers of
    text files, feature numbers from 1 otherwise.
    """

    columns: tuple[str, ...]
    rows: tuple[dict[str, Cell], ...]
    lines: tuple[int, ...]
    source: Source
    geometries: tuple[BaseGeometry | None, ...] | None = None

    def __post_init__(self) -> None:
        counts = {len(self.rows), len(self.lines)}
        if self.geometries is not None:
            counts.add(len(self.geometries))
        if len(counts) > 1:
            raise ValueError("rows, lines and geometries of a table must be as many")

    def renamed(self, source: Source) -> "Table":
        """The same rows under another source."""
        return replace(self, source=source)
