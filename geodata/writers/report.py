"""What a format could not hold."""

from dataclasses import dataclass

SUBSTITUTE = "〓"
"""The geta mark: what Japanese printers set for a character they lack."""


@dataclass(frozen=True, slots=True)
class Unencodable:
    """Characters of one cell that the encoding lacks; `row` counts from 1."""

    row: int
    column: str
    characters: str


@dataclass(frozen=True, slots=True)
class WriteReport:
    """How many rows were written, and the cells in which SUBSTITUTE stands for a character."""

    rows: int
    unencodable: tuple[Unencodable, ...] = ()
