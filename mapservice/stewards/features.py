"""Single features of a layer as stewards write them: edited, added, moved, merged, retired."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import shapely
from shapely.geometry import Point
from sqlalchemy import Connection, delete, func, insert, select, update

from layers.conversion.report import Feature
from layers.declaration import Layer
from mapservice.conditions import NotPossible, Stale
from mapservice.database.importing.applying import apply
from mapservice.database.importing.defaults import filled
from mapservice.database.importing.difference import Change, Difference
from mapservice.database.importing.stored import columns_of, table_of
from mapservice.database.redirects import redirects
from mapservice.problems import NotFound

KEPT_BY_GROUPS: Final = "groups"
"""A layer whose rows are written by approval only: an edit would be lost with the next one."""


@dataclass(frozen=True)
class Stored:
    """A feature as it is in its table; `lon`, `lat` in degrees (EPSG:4326) if it is a point."""

    id: str
    revision: int
    values: Mapping[str, Any]
    extra: Mapping[str, Any]
    lon: float | None
    lat: float | None

    @property
    def name(self) -> str:
        return str(self.values["name_ja"])


def read_feature(
    connection: Connection, layer: Layer, feature_id: str, *, for_change: bool = False
) -> Stored:
    """One feature; `for_change` keeps others from changing it meanwhile. Raises NotFound."""
    table = table_of(layer)
    question = select(
        table.c.id, table.c.revision, table.c.extra, *columns_of(layer).values,
        func.ST_AsBinary(table.c.geom).label("_shape"),
    ).where(table.c.id == feature_id)  # fmt: skip
    row = connection.execute(question.with_for_update() if for_change else question).one_or_none()
    if row is None:
        raise NotFound
    mapping = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    shape = shapely.from_wkb(bytes(mapping["_shape"])) if mapping["_shape"] is not None else None
    point = shape if isinstance(shape, Point) else None
    return Stored(
        row.id,
        row.revision,
        {column.name: mapping[column.name] for column in columns_of(layer).values},
        row.extra,
        point.x if point else None,
        point.y if point else None,
    )


def has_feature(connection: Connection, layer: Layer, feature_id: str) -> bool:
    table = table_of(layer)
    return connection.scalar(select(table.c.id).where(table.c.id == feature_id)) is not None


@dataclass(frozen=True)
class Written:
    """What a steward wrote: values by property, and where the feature is."""

    values: Mapping[str, Any]
    lon: float | None = None
    lat: float | None = None

    @property
    def point(self) -> Point | None:
        return Point(self.lon, self.lat) if self.lon is not None and self.lat is not None else None


def save_feature(
    connection: Connection, layer: Layer, feature_id: str, revision: int, written: Written
) -> None:
    """Write a new version of the one that was read as `revision`. Raises Stale, NotFound.

    Goes the way that imports go, so that what follows from a value follows here as well.
    """
    _editable(layer)
    stored = read_feature(connection, layer, feature_id, for_change=True)
    if stored.revision != revision:
        raise Stale(_as_seen(stored), stored.revision)
    feature = _feature(layer, feature_id, {**stored.values, **written.values}, written, stored)
    apply(connection, layer, Difference(changed=(Change(feature, {}, {}),)))


def add_feature(connection: Connection, layer: Layer, written: Written) -> str:
    """A new feature; returns its id, which nobody has to think of."""
    _editable(layer)
    feature_id = f"s-{secrets.token_hex(6)}"
    feature = _feature(layer, feature_id, written.values, written, None)
    apply(connection, layer, Difference(new=(feature,)))
    return feature_id


def _feature(
    layer: Layer,
    feature_id: str,
    values: Mapping[str, Any],
    written: Written,
    stored: Stored | None,
) -> Feature:
    feature = Feature(
        feature_id, 1, dict(values), dict(stored.extra) if stored else {}, written.point, True
    )
    moved = stored is None or (stored.lon, stored.lat) != (written.lon, written.lat)
    if moved and "precision" in feature.values:
        kept = {name: value for name, value in feature.values.items() if name != "precision"}
        feature = replace(feature, values=kept)
    return filled(layer, feature)


def merge_feature(
    connection: Connection, layer: Layer, feature_id: str, revision: int, into_id: str
) -> None:
    """Take a feature away that is the same as another; its old address leads there.

    Raises Stale, NotFound, NotPossible (into itself).
    """
    _editable(layer)
    if feature_id == into_id:
        raise NotPossible("the same", "merge")
    read_feature(connection, layer, into_id, for_change=True)
    _remove(connection, layer, feature_id, revision)
    same_layer = redirects.c.layer == layer.id
    connection.execute(
        update(redirects)
        .where(same_layer, redirects.c.new_id == feature_id)
        .values(new_id=into_id, changed_at=func.now())
    )
    connection.execute(delete(redirects).where(same_layer, redirects.c.old_id == into_id))
    connection.execute(insert(redirects).values(layer=layer.id, old_id=feature_id, new_id=into_id))


def retire_feature(connection: Connection, layer: Layer, feature_id: str, revision: int) -> None:
    """Take a feature from the map; its history stays, and the change can be undone."""
    _editable(layer)
    _remove(connection, layer, feature_id, revision)


def _remove(connection: Connection, layer: Layer, feature_id: str, revision: int) -> None:
    stored = read_feature(connection, layer, feature_id, for_change=True)
    if stored.revision != revision:
        raise Stale(_as_seen(stored), stored.revision)
    connection.execute(delete(layer.table).where(table_of(layer).c.id == feature_id))


def _as_seen(stored: Stored) -> dict[str, Any]:
    return {**stored.values, "lon": stored.lon, "lat": stored.lat}


def _editable(layer: Layer) -> None:
    if layer.id == KEPT_BY_GROUPS or not layer.is_venue:
        raise NotPossible(layer.id, "edit")


def find_features(
    connection: Connection, layer: Layer, words: str, limit: int = 50
) -> tuple[tuple[str, str, str | None], ...]:
    """(id, name, address) of features that hold all of `words`, the stalest first."""
    table = table_of(layer)
    address = table.c.get("address", table.c.name_ja)
    question = select(table.c.id, table.c.name_ja, address).order_by(
        table.c.checked_on.asc().nulls_first(), table.c.id
    )
    for part in words.split():
        key = func.layers.fold(table.c.name_ja + " " + func.coalesce(address, ""))
        question = question.where(func.strpos(key, func.layers.fold(part)) > 0)
    rows = connection.execute(question.limit(limit))
    return tuple((row[0], row[1], row[2] if "address" in table.c else None) for row in rows)
