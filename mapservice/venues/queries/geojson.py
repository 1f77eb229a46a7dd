"""GeoJSON that PostgreSQL writes: one row with one value, sent as it comes."""

from typing import Any, Final

from sqlalchemy import FromClause, Text, cast, func, literal, select
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by

DECIMALS: Final = 5
"""Of degrees: about a metre."""


def geometry(column: Any, decimals: int = DECIMALS) -> Any:
    return cast(func.ST_AsGeoJSON(column, decimals), JSON)


def json_object(**members: Any) -> Any:
    """`json_build_object` of names and expressions; plain texts become literals."""
    pairs: list[Any] = []
    for name, value in members.items():
        pairs.append(literal(name, Text))
        pairs.append(literal(value, Text) if isinstance(value, str) else value)
    return func.json_build_object(*pairs)


def feature(identity: Any, shape: Any, properties: Any) -> Any:
    return json_object(type="Feature", id=identity, geometry=shape, properties=properties)


def collection(features: FromClause, order: Any, **more: Any) -> Any:
    """One text: a FeatureCollection of the column `feature`, in the order of a column."""
    listed = func.json_agg(aggregate_order_by(features.c["feature"], order))
    whole = json_object(
        type="FeatureCollection", features=func.coalesce(listed, cast(literal("[]"), JSON)), **more
    )
    return select(cast(whole, Text)).select_from(features)
