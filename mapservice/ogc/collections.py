"""The collections under `/ogc`: one per declared layer, and `venues` for all venues together."""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final, cast

from geoalchemy2 import Geometry
from sqlalchemy import Column, Table
from sqlalchemy.sql.elements import ColumnElement

from layers import all_layers, venue_layers
from layers.declaration import Layer
from layers.table import FeatureTable, Venue
from layers.text import Text
from layers.venue import VENUE_PROPERTIES
from mapservice.ogc.fields import CREATED_AT, UPDATED_AT, Field, Kind, read_field
from mapservice.problems import NotFound

ID_SEPARATOR: Final = ":"
"""Between layer and id in the ids of `venues`; the database allows it in neither."""


# Two collections are equal when they are the same object: comparing is done on every request.
@dataclass(frozen=True, eq=False)
class Collection:
    """What one resource `/collections/{id}` publishes."""

    id: str
    title: Text
    description: Text
    model: type[FeatureTable]
    layers: tuple[Layer, ...]
    """The layers whose features it holds; one, except for `venues`."""
    fields: tuple[Field, ...]

    @property
    def is_parent(self) -> bool:
        """Whether its table is the parent of several layers' tables."""
        return self.model is Venue

    @cached_property
    def table(self) -> Table:
        return cast("Table", self.model.__table__)

    @cached_property
    def geometry(self) -> Column[object]:
        column: Column[object] = self.table.c["geom"]
        return column

    @cached_property
    def geometry_type(self) -> str:
        """`Point` or `MultiPolygon`: GeoJSON's name of the geometries' type."""
        declared = cast("Geometry", self.geometry.type).geometry_type
        return {"POINT": "Point", "MULTIPOLYGON": "MultiPolygon"}[str(declared)]

    @property
    def has_points(self) -> bool:
        return self.geometry_type == "Point"

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    @cached_property
    def queryables(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields if field.is_queryable}

    @cached_property
    def key(self) -> tuple[ColumnElement[str], ...]:
        """Columns that together are unique and in whose order pages follow each other."""
        columns = self.table.c
        return (columns["id"], columns["layer"]) if self.is_parent else (columns["id"],)

    @cached_property
    def feature_id(self) -> ColumnElement[str]:
        """The feature's id as text; of `venues`: `layer:id`, as ids are unique per layer."""
        columns = self.table.c
        if self.is_parent:
            named: ColumnElement[str] = columns["layer"].concat(ID_SEPARATOR).concat(columns["id"])
            return named
        own: ColumnElement[str] = columns["id"]
        return own

    @property
    def licences(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(layer.licence for layer in self.layers))

    @property
    def attributions(self) -> tuple[Text, ...]:
        return tuple(dict.fromkeys(layer.attribution for layer in self.layers))

    @property
    def can_expire(self) -> bool:
        """Whether records leave by themselves on the day after `expires_on`."""
        return "expires_on" in self.table.c


def _of_layer(layer: Layer) -> Collection:
    fields = [read_field(declared) for declared in layer.properties]
    return Collection(
        layer.id,
        layer.title,
        layer.description,
        layer.table,
        (layer,),
        (*fields, CREATED_AT, UPDATED_AT),
    )


def _venues() -> Collection:
    layers = venue_layers()
    kinds = tuple(
        dict.fromkeys(
            choice.value
            for layer in layers
            for declared in layer.properties
            if declared.name == "kind"
            for choice in declared.choices
        )
    )
    return Collection(
        "venues",
        Text("すべての活動の場", "All venues", "ぜんぶの 場所(ばしょ)"),
        Text(
            "すべてのレイヤーの活動の場を一つにまとめたものです。",
            "The venues of every layer together.",
            "ぜんぶの 場所(ばしょ)を いっしょに した ものです。",
        ),
        Venue,
        layers,
        (
            Field(
                "layer",
                Text("レイヤー", "Layer", "なにの 場所(ばしょ)か"),
                Kind.TEXT,
                choices=tuple(layer.id for layer in layers),
            ),
            Field("kind", Text("種類", "Kind", "しゅるい"), Kind.TEXT, choices=kinds),
            *(read_field(declared) for declared in VENUE_PROPERTIES),
            CREATED_AT,
            UPDATED_AT,
        ),
    )


@cache
def all_collections() -> tuple[Collection, ...]:
    """`venues` first, then every layer in the declarations' order."""
    return (_venues(), *(_of_layer(layer) for layer in all_layers()))


@cache
def _by_id() -> dict[str, Collection]:
    return {collection.id: collection for collection in all_collections()}


def get_collection(collection_id: str) -> Collection:
    """The collection of this id; NotFound if none is published."""
    try:
        return _by_id()[collection_id]
    except KeyError:
        raise NotFound(collection_id) from None
