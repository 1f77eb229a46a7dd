"""A town small enough to compute by hand, and the bundled city, as rows of the database."""

from typing import Any

from sqlalchemy import Connection

from geodata.city import read_city
from mapservice.database.loading import load_city, load_demo
from mapservice.planning.assessment.inputs import Inputs, read_inputs
from mapservice.planning.assessment.run import Assessment, assess
from mapservice.planning.parameters import Asked, Chosen
from tests.factories import add_district, add_town

NORTH, SOUTH = (139.45, 35.42), (139.45, 35.35)
"""About 7.8 km apart."""
HALLS = (Chosen("public_facilities"),)


def add_two_districts(database: Connection) -> None:
    """北 (northern, 1,000 people, 300 of 65+) and 南 (2,000 people, 400 of 65+), a point each."""
    people = (("北", NORTH, True, 1000, 300, 100), ("南", SOUTH, False, 2000, 400, 100))
    for name, at, northern, everyone, older, oldest in people:
        add_district(
            database, name, at, northern=northern, population=everyone,
            population_65=older, population_75=oldest, population_date="2025-05-01",
            source="register",
        )  # fmt: skip
        add_town(database, f"{name}町", at, district=name)


def load_bundled(database: Connection) -> None:
    """The bundled city with its samples."""
    city = read_city()
    load_city(database, city, city.northern)
    load_demo(database, city)


def answer(database: Connection, **changes: Any) -> Assessment:
    """The assessment of what is in the database; any public facility counts unless told."""
    asked = Asked(**{"supply": HALLS, "sure": False, **changes})
    return assess(read_inputs(database, asked), asked)


def read(database: Connection, **changes: Any) -> Inputs:
    return read_inputs(database, Asked(**{"supply": HALLS, **changes}))
