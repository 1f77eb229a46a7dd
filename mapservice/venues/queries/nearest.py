"""`/nearest`: the venues around a point, as GeoJSON, by one statement."""

import datetime
from typing import Any

from sqlalchemy import Integer, Select, Text, cast, func, literal, null, select

from layers import get_layer
from mapservice.database.filters import is_listed
from mapservice.venues.parameters import Nearest
from mapservice.venues.queries.conditions import VENUES
from mapservice.venues.queries.geojson import collection, feature, geometry, json_object
from mapservice.venues.queries.results import MARGIN, distance_m, nearness

_SHOWN = ("layer", "id", "name_ja", "name_kana", "name_en", "kind", "address", "precision",
          "sample")  # fmt: skip


def select_nearest(wanted: Nearest, today: datetime.date, place_url: str) -> Select[Any]:
    """One text: the nearest venues with a point, sorted by `distance_m` on the ellipsoid.

    `place_url` is what the address of a place begins with; its layer and id follow.
    """
    # A single layer's own table: nothing else is even looked at.
    table = get_layer(wanted.layers[0]).table.__table__ if len(wanted.layers) == 1 else VENUES
    found = select(
        *(table.c[name] for name in _SHOWN),
        table.c["geom"],
        distance_m(table, wanted.position).label("distance_m"),
    ).where(table.c["geom"].is_not(null()), is_listed(table, today))
    if wanted.layers:
        found = found.where(table.c["layer"].in_(wanted.layers))
    near = (
        found.order_by(nearness(table, wanted.position))
        .limit(wanted.limit + MARGIN)
        .subquery("near")
    )
    order = (near.c["distance_m"], near.c["layer"], near.c["id"])
    place = func.row_number().over(order_by=order)
    properties = json_object(
        **{name: near.c[name] for name in _SHOWN},
        distance_m=cast(func.round(near.c["distance_m"]), Integer),
        url=literal(place_url, Text) + near.c["layer"] + "/" + near.c["id"],
    )
    features = (
        select(
            feature(
                near.c["layer"] + "/" + near.c["id"], geometry(near.c["geom"], 6), properties
            ).label("feature"),
            place.label("place"),
        )
        .order_by(*order)
        .limit(wanted.limit)
        .subquery("features")
    )
    made: Select[Any] = collection(features, features.c["place"])
    return made
