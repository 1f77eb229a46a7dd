"""Columns of open data standards: data in TOML files, and recognising them in a header."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
_ENOUGH: Final = 0.5
"""Share of an edition's columns (or of the header) that makes a header recognised."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a standard: its columns in order."""

    id: str
    title: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Standard:
    """A standard: editions (today's first), extra columns, roles of columns, variants."""

    id: str
    title: str
    editions: tuple[Edition, ...]
    extra: tuple[str, ...]
    roles: dict[str, tuple[str, ...]]
    """Role (`id`, `latitude`, `days` …) -> columns that may play it, best first."""
    variants: dict[str, str]
    """Another spelling -> the column it means."""

    def edition(self, edition_id: str) -> Edition:
        """The edition called so; KeyError for any other."""
        return {edition.id: edition for edition in self.editions}[edition_id]


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a header is: the standard, its edition, and what each of its columns is called there."""

    standard: Standard
    edition: Edition
    canonical: dict[str, str]
    """Column of the file -> column of the standard (or an extra one)."""
    unknown: tuple[str, ...]
    missing: tuple[str, ...]


@cache
def read_standard(standard_id: str) -> Standard:
    """The standard in `<standard_id>.toml`; FileNotFoundError if there is none."""
    data = tomllib.loads((FOLDER / f"{standard_id}.toml").read_text(encoding="utf-8"))
    return Standard(
        id=standard_id,
        title=data["title"],
        editions=tuple(
            Edition(edition["id"], edition["title"], tuple(edition["columns"]))
            for edition in data["edition"]
        ),
        extra=tuple(data["extra"]["columns"]),
        roles={role: tuple(columns) for role, columns in data["roles"].items()},
        variants=data["variants"],
    )


@cache
def all_standards() -> tuple[Standard, ...]:
    """Every standard of this folder, by id."""
    return tuple(read_standard(path.stem) for path in sorted(FOLDER.glob("*.toml")))


def header_key(column: str) -> str:
    """One key for spellings of a header that differ in width, spaces, brackets or dots."""
    plain = unicodedata.normalize("NFKC", column).casefold()
    return re.sub(r"[\s_・、,\-ー~〜()「」]", "", plain)


def canonical_names(standard: Standard, columns: Iterable[str]) -> dict[str, str]:
    """Column of the file -> column of the standard, for those it knows."""
    known = [column for edition in standard.editions for column in edition.columns]
    names = {header_key(column): column for column in (*standard.extra, *reversed(known))}
    exact = set(names.values())
    for variant, meant in standard.variants.items():
        names.setdefault(header_key(variant), meant)
    return {
        column: column if column in exact else names[header_key(column)]
        for column in columns
        if column in exact or header_key(column) in names
    }


def recognise(columns: Iterable[str]) -> Recognition | None:
    """The standard and edition that most of the header's columns belong to; None if none fits."""
    header = tuple(columns)
    best: tuple[float, Recognition] | None = None
    for standard in all_standards():
        canonical = canonical_names(standard, header)
        for edition in standard.editions:
            found = set(canonical.values()) & set(edition.columns)
            share = len(found) / min(len(edition.columns), max(len(header), 1))
            # Of two editions that hold as much of the header the fuller match is meant.
            score = share + len(found) / len(edition.columns) / 10
            if share >= _ENOUGH and len(found) >= 3 and (best is None or score > best[0]):
                unknown = tuple(column for column in header if column not in canonical)
                missing = tuple(column for column in edition.columns if column not in found)
                best = score, Recognition(standard, edition, canonical, unknown, missing)
    return best[1] if best else None
