"""Loading a city's bundled facts into the tables."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final, cast

from sqlalchemy import Connection, FromClause, Table, select, update
from sqlalchemy.dialects.postgresql import insert

from geodata.areas import approximate_areas
from geodata.city import City
from layers import all_layers, get_layer
from mapservice.database.loading.rows import (
    Values,
    district_values,
    facility_values,
    station_values,
    town_values,
)

# A statement takes 65,535 parameters; a town has about thirty.
ROWS_AT_ONCE: Final = 500


def load_city(
    connection: Connection, city: City, northern: Collection[str] | None = None
) -> dict[str, int]:
    """Write every fact of the city that is not there yet; how many rows per layer.

    A record that exists stays as it is: people may have edited it. `northern` are ids of
    districts instead of the city's own; they are set anew each time. The caller's
    transaction commits. Raises ValueError for a district that the city does not have.
    """
    chosen = city.northern if northern is None else northern
    unknown = set(chosen) - set(city.district_by_id)
    if unknown:
        raise ValueError(f"no such district: {', '.join(sorted(unknown))}")
    areas = approximate_areas(city)
    rows: dict[str, list[Values]] = {layer.id: [] for layer in all_layers()}
    for facility in city.facilities:
        rows[facility.layer].append(facility_values(facility, city))
    rows["districts"] = [
        district_values(district, areas.districts.get(district.id), chosen)
        for district in city.districts
    ]
    rows["towns"] = [town_values(town, city, areas, chosen) for town in city.towns]
    rows["stations"] = [station_values(station, city) for station in city.stations]
    added = {
        layer: add_rows(connection, get_layer(layer).table.__table__, values)
        for layer, values in rows.items()
        if values
    }
    for layer in ("districts", "towns"):
        _set_northern(connection, get_layer(layer).table.__table__, rows[layer])
    return added


def is_empty(connection: Connection) -> bool:
    """Whether no layer holds a row."""
    return not any(
        connection.scalar(select(select(layer.table.__table__).exists())) for layer in all_layers()
    )


def add_rows(connection: Connection, table: FromClause, rows: Sequence[Values]) -> int:
    """Insert the rows whose ids the table does not have; how many. All have the same keys."""
    added = 0
    for start in range(0, len(rows), ROWS_AT_ONCE):
        statement = insert(cast("Table", table)).values(rows[start : start + ROWS_AT_ONCE])
        inserted = statement.on_conflict_do_nothing().returning(table.c["id"])
        added += len(connection.execute(inserted).all())
    return added


def _set_northern(connection: Connection, table: FromClause, rows: Iterable[Values]) -> None:
    northern = [values["id"] for values in rows if values["northern"]]
    is_northern = table.c["id"].in_(northern)
    connection.execute(
        update(cast("Table", table))
        .where(table.c["northern"].is_distinct_from(is_northern))
        .values(northern=is_northern)
    )
