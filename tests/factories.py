"""Rows for tests, plain by default: `add_venue(database, name_ja="…")`."""

import itertools
from typing import Any, Final

from sqlalchemy import Connection, Table, insert

from layers import get_layer

_NUMBERS: Final = itertools.count(1)
HERE: Final = (139.4665, 35.3965)
"""Longitude and latitude beside 湘南台駅, where rows stand unless they say otherwise."""


def _insert(database: Connection, table: Any, values: dict[str, Any]) -> str:
    assert isinstance(table, Table)
    database.execute(insert(table).values(values))
    return str(values["id"])


def _point(at: tuple[float, float] | None) -> str | None:
    return None if at is None else f"SRID=4326;POINT({at[0]} {at[1]})"


def add_venue(
    database: Connection,
    layer: str = "public_facilities",
    *,
    at: tuple[float, float] | None = HERE,
    **changes: Any,
) -> str:
    """A venue of a layer at lon, lat (None: without a point); its id."""
    number = next(_NUMBERS)
    values = {
        "id": f"venue-{number}",
        "name_ja": f"試しの場所{number}",
        "geom": _point(at),
        "precision": "none" if at is None else "exact",
        "source": "test",
    }
    return _insert(database, get_layer(layer).table.__table__, {**values, **changes})


def add_group(
    database: Connection, *, at: tuple[float, float] | None = None, **changes: Any
) -> str:
    """A published group, without a point unless one is given; its id."""
    number = next(_NUMBERS)
    values = {"id": f"group-{number}", "name_ja": f"試しの団体{number}"}
    return add_venue(database, "groups", at=at, **{**values, **changes})


def add_station(
    database: Connection, name_ja: str, at: tuple[float, float] = HERE, **changes: Any
) -> str:
    """A station; its id."""
    values = {"id": f"station-{next(_NUMBERS)}", "name_ja": name_ja, "geom": _point(at)}
    return _insert(database, get_layer("stations").table.__table__, {**values, **changes})


def add_town(
    database: Connection, name_ja: str, at: tuple[float, float] = HERE, **changes: Any
) -> str:
    """A town with its representative point and no area; its id."""
    values = {
        "id": f"town-{next(_NUMBERS)}",
        "name_ja": name_ja,
        "base_town": name_ja,
        "point": _point(at),
    }
    return _insert(database, get_layer("towns").table.__table__, {**values, **changes})


def add_district(
    database: Connection, name_ja: str, at: tuple[float, float] = HERE, **changes: Any
) -> str:
    """A district, a square of about 2 km around lon, lat; its id."""
    west, south, east, north = at[0] - 0.01, at[1] - 0.01, at[0] + 0.01, at[1] + 0.01
    ring = f"{west} {south},{east} {south},{east} {north},{west} {north},{west} {south}"
    values = {
        "id": f"district-{next(_NUMBERS)}",
        "name_ja": name_ja,
        "geom": f"SRID=4326;MULTIPOLYGON((({ring})))",
    }
    return _insert(database, get_layer("districts").table.__table__, {**values, **changes})
