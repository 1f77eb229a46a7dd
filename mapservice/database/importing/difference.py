"""What a file would change: its features compared with the stored ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from shapely.geometry.base import BaseGeometry

from geodata.writers.text import cell_text
from layers.conversion.identity import match_key
from layers.conversion.report import Conversion, Feature
from layers.conversion.writing import extra_cell
from layers.declaration import Layer
from mapservice.database.importing.consequences import Consequences
from mapservice.database.importing.defaults import filled, precision_of

# About a millimetre: what a change of coordinate reference system and back may cost.
SAME_PLACE_DEGREES: Final = 1e-8


@dataclass(frozen=True, slots=True)
class Change:
    """A stored feature that the file changes: the properties that differ, before and after."""

    feature: Feature
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """The file against the layer; `missing` are stored features that the file does not have."""

    new: tuple[Feature, ...] = ()
    changed: tuple[Change, ...] = ()
    unchanged: int = 0
    missing: tuple[Feature, ...] = ()
    alike: Mapping[str, str] = field(default_factory=dict)
    """Id of a new feature -> id of a stored one of the same name and address."""

    @property
    def is_empty(self) -> bool:
        """Whether applying it would change nothing (missing features aside)."""
        return not (self.new or self.changed)


def compare(
    layer: Layer,
    conversion: Conversion,
    stored: Mapping[str, Feature],
    consequences: Consequences | None = None,
) -> Difference:
    """The difference that the converted file makes to the stored features of the layer.

    A feature whose id was made of name and address is the stored one of the same name and
    address, if there is exactly one. Properties that the file has no column for stay.
    """
    follows = consequences or Consequences()
    by_place = _by_place(layer, stored.values())
    new: list[Feature] = []
    changed: list[Change] = []
    alike: dict[str, str] = {}
    met: set[str] = set()
    for read in conversion.features:
        twins = by_place.get(place_key(layer, read), [])
        feature = read
        if read.derived and read.id not in stored and len(twins) == 1 and twins[0] not in met:
            feature = replace(read, id=twins[0])
        if feature.id not in stored:
            values = {**follows.of_new(feature), **feature.values}
            new.append(filled(layer, replace(feature, values=values)))
            if twins and twins[0] not in met:
                alike[feature.id] = twins[0]
            continue
        met.add(feature.id)
        change = _change(layer, stored[feature.id], feature, conversion.extra_columns, follows)
        if change is not None:
            changed.append(change)
    return Difference(
        new=tuple(new),
        changed=tuple(changed),
        unchanged=len(met) - len(changed),
        missing=tuple(feature for key, feature in stored.items() if key not in met),
        alike=alike,
    )


def place_key(layer: Layer, feature: Feature) -> str:
    """One key for spellings of a feature's name and, for venues, its address."""
    name = match_key(str(feature.values.get("name_ja") or ""))
    address = feature.values.get("address") if layer.is_venue else None
    return f"{name}\n{match_key(address or '', prefecture=False)}"


def _by_place(layer: Layer, features: Iterable[Feature]) -> dict[str, list[str]]:
    places: dict[str, list[str]] = {}
    for feature in features:
        places.setdefault(place_key(layer, feature), []).append(feature.id)
    return places


def _change(
    layer: Layer,
    stored: Feature,
    read: Feature,
    extra_columns: tuple[str, ...],
    follows: Consequences,
) -> Change | None:
    merged = _merged(layer, stored, read, extra_columns)
    if merged.values.get("address") != stored.values.get("address"):
        moved = follows.of_address(merged.values.get("address"))
        unsaid = {name: value for name, value in moved.items() if name not in read.values}
        merged = replace(merged, values={**merged.values, **unsaid})
    before, after = {}, {}
    for name, value in merged.values.items():
        if not _same(value, stored.values.get(name)):
            before[name], after[name] = stored.values.get(name), value
    if not same_place(stored.geometry, merged.geometry):
        before["geom"], after["geom"] = stored.geometry, merged.geometry
    if merged.extra != stored.extra:
        names = {*merged.extra, *stored.extra}
        differing = [n for n in sorted(names) if merged.extra.get(n) != stored.extra.get(n)]
        before["extra"] = {n: stored.extra[n] for n in differing if n in stored.extra}
        after["extra"] = {n: merged.extra[n] for n in differing if n in merged.extra}
    return Change(merged, before, after) if before or after else None


def _merged(
    layer: Layer, stored: Feature, read: Feature, extra_columns: tuple[str, ...]
) -> Feature:
    """The stored feature with everything that the file says of it."""
    spoken = {name: value for name, value in filled(layer, read).values.items()
              if name in read.values}  # fmt: skip
    values = {**stored.values, **spoken}
    geometry = stored.geometry
    if read.positioned and not same_place(stored.geometry, read.geometry):
        geometry = read.geometry
        values |= {} if "precision" in spoken else precision_of(layer, geometry)
        if "approximate" in values and "approximate" not in spoken and geometry is not None:
            values["approximate"] = False
    if "precision" in values and (geometry is None) != (values["precision"] == "none"):
        values |= precision_of(layer, geometry)
    return Feature(
        stored.id, read.line, values, _merged_extra(stored.extra, read.extra, extra_columns),
        geometry, positioned=True,
    )  # fmt: skip


def _merged_extra(
    stored: Mapping[str, Any], read: Mapping[str, Any], columns: tuple[str, ...]
) -> dict[str, Any]:
    kept = {name: value for name, value in stored.items() if name not in columns}
    # A text file says "5" where a GeoPackage says 5: the same cell is no change.
    written = {name: cell_text(extra_cell(value)) for name, value in stored.items()}
    same = {name: stored[name] for name in read if written.get(name) == cell_text(read[name])}
    return {**kept, **read, **same}


def _same(one: Any, other: Any) -> bool:
    """Equality in which an empty list is as unknown as none at all."""
    return bool(one == other) or (one in (None, []) and other in (None, []))


def same_place(one: BaseGeometry | None, other: BaseGeometry | None) -> bool:
    """Whether two geometries (degrees) are the same to about a millimetre."""
    if one is None or other is None:
        return one is other
    return bool(
        one.equals_exact(other, SAME_PLACE_DEGREES)
        or one.normalize().equals_exact(other.normalize(), SAME_PLACE_DEGREES)
    )
