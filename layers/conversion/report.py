"""What converting a table gave: features, and what was repaired or refused in which row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry.base import BaseGeometry

from geodata.notes import Note


@dataclass(frozen=True, slots=True)
class CellNote:
    """A note on one column of a row; `column` is empty for the row as a whole."""

    column: str
    note: Note


@dataclass(frozen=True, slots=True)
class RowReport:
    """What was repaired in a row, and why it was refused if it was."""

    line: int
    name: str
    repairs: tuple[CellNote, ...] = ()
    refusals: tuple[CellNote, ...] = ()


@dataclass(frozen=True, slots=True)
class Feature:
    """A row as a layer holds it.

    `values` holds the properties that the file speaks of, by column of the layer's table;
    `geometry` (EPSG:4326) counts only if `positioned`. `extra` holds the cells that no
    property knows, by their headers.
    """

    id: str
    line: int
    values: Mapping[str, Any]
    extra: Mapping[str, Any] = field(default_factory=dict)
    geometry: BaseGeometry | None = None
    positioned: bool = False
    derived: bool = False
    """Whether the id was made from name and address because the file has none."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """All features of a table and the reports of the rows that have something to say."""

    features: tuple[Feature, ...]
    reports: tuple[RowReport, ...]
    properties: tuple[str, ...]
    """Names of the properties that the file has columns for."""
    extra_columns: tuple[str, ...]
    notes: tuple[Note, ...] = ()

    @property
    def refused(self) -> tuple[RowReport, ...]:
        return tuple(report for report in self.reports if report.refusals)

    @property
    def repaired(self) -> tuple[RowReport, ...]:
        return tuple(report for report in self.reports if report.repairs and not report.refusals)
