"""From an address or a point to the town: the most exact that the bundled facts can tell."""

from dataclasses import dataclass

from geoalchemy2 import Geography, Geometry
from sqlalchemy import Connection, Select, cast, func, or_, select

from geodata.repair.signs import plain
from layers.table import STORAGE_SRID
from layers.towns import Town


@dataclass(frozen=True)
class TownPoint:
    """A town and its representative point (degrees, EPSG:4326), up to 1 km from any address."""

    name: str
    district: str | None
    postal_code: str | None
    lon: float
    lat: float


def _question() -> Select[str, str | None, str | None, float, float]:
    return select(
        Town.name_ja,
        Town.district,
        Town.postal_code,
        func.ST_X(Town.point),
        func.ST_Y(Town.point),
    )


def _first(
    connection: Connection, question: Select[str, str | None, str | None, float, float]
) -> TownPoint | None:
    row = connection.execute(question.limit(1)).one_or_none()
    return TownPoint(*row) if row else None


def find_town(connection: Connection, address: str) -> TownPoint | None:
    """The town that an address names, by its longest name; else the one of its postal code.

    片瀬3-9-6 is in 片瀬三丁目: the first number of an address in a town with blocks is the
    block.
    """
    spelled = func.layers.fold(plain(address))
    name = func.layers.fold(Town.name_ja)
    block = func.replace(name, "丁目", "-")
    named = (
        _question()
        .where(
            or_(
                func.strpos(spelled, name) > 0,
                name.like("%丁目") & (func.strpos(spelled.op("||")("-"), block) > 0),
            )
        )
        .order_by(func.length(Town.name_ja).desc(), Town.id)
    )
    return _first(connection, named) or find_town_by_postal_code(connection, address)


def find_town_by_postal_code(connection: Connection, text: str) -> TownPoint | None:
    """The one town with a postal code that stands in `text`; None when several share it."""
    digits = "".join(sign for sign in plain(text)[:12] if sign.isdigit())[:7]
    if len(digits) < 7:
        return None
    question = _question().where(Town.postal_code == digits).order_by(func.length(Town.name_ja))
    return _first(connection, question)


def nearest_town(connection: Connection, lon: float, lat: float) -> TownPoint | None:
    """The town whose representative point is nearest to a point in degrees, at most 3 km away."""
    point = cast(
        func.ST_SetSRID(func.ST_MakePoint(lon, lat), STORAGE_SRID), Geometry(srid=STORAGE_SRID)
    )
    ground = cast(Town.point, Geography)
    question = (
        _question()
        .where(func.ST_DWithin(ground, cast(point, Geography), 3000))
        .order_by(func.ST_Distance(ground, cast(point, Geography)), Town.id)
    )
    return _first(connection, question)
