"""The bundled city and the samples in the tables."""

from sqlalchemy import Connection, func, select, text

from geodata.city import read_city
from layers import get_layer
from layers.table import Venue
from mapservice.database.loading import is_empty, load_city, load_demo, remove_demo

CITY = read_city("fujisawa")


def count(database: Connection, layer: str) -> int:
    table = get_layer(layer).table.__table__
    return database.scalar(select(func.count()).select_from(table)) or 0


def test_the_city_comes_whole_and_a_second_time_changes_nothing(database: Connection) -> None:
    assert is_empty(database)
    first = load_city(database, CITY)
    assert first == {
        "citizen_centers": 13, "universities": 5, "public_facilities": 59,
        "districts": 13, "towns": 211, "stations": 17,
    }  # fmt: skip
    assert not is_empty(database)
    assert set(load_city(database, CITY).values()) == {0}


def test_loading_again_leaves_what_somebody_edited(database: Connection) -> None:
    load_city(database, CITY)
    database.execute(
        text("UPDATE layers.citizen_centers SET capacity = 7 WHERE id = 'katase-citizens-center'")
    )
    load_city(database, CITY)
    assert database.scalar(text("SELECT capacity FROM layers.citizen_centers "
                                "WHERE id = 'katase-citizens-center'")) == 7  # fmt: skip


def test_which_districts_are_northern_is_chosen_anew(database: Connection) -> None:
    load_city(database, CITY)
    load_city(database, CITY, northern=["katase"])
    names = database.scalars(text("SELECT name_ja FROM layers.districts WHERE northern")).all()
    assert names == ["片瀬"]
    towns = database.scalars(text("SELECT DISTINCT district FROM layers.towns WHERE northern"))
    assert towns.all() == ["片瀬"]


def test_populations_of_towns_add_up_to_their_districts_and_say_they_are_estimates(
    database: Connection,
) -> None:
    load_city(database, CITY)
    totals = database.execute(text("SELECT sum(population), sum(population_75) FROM layers.towns"))
    assert totals.one() == (445_283, 66_328)
    methods = database.scalars(text("SELECT DISTINCT population_method FROM layers.towns")).all()
    assert all("推計" in str(method) for method in methods)


def test_a_place_without_a_known_point_is_loaded_without_one(database: Connection) -> None:
    load_city(database, CITY)
    row = database.execute(
        select(Venue.precision, Venue.geom).where(Venue.id == "civic-activities-promotion-center")
    ).one()
    assert tuple(row) == ("none", None)


def test_samples_say_so_everywhere_and_leave_without_a_trace(database: Connection) -> None:
    load_city(database, CITY)
    before = (count(database, "vacant_shops"), count(database, "groups"))
    added = load_demo(database, CITY)
    assert before == (0, 0)
    assert added == {"vacant_shops": 12, "groups": 12}
    samples = database.execute(
        select(Venue.name_ja, Venue.name_en, Venue.sample).where(
            Venue.layer.in_(["vacant_shops", "groups"])
        )
    ).all()
    assert all("見本" in row.name_ja and "Sample" in row.name_en and row.sample for row in samples)
    assert remove_demo(database) == 24
    assert (count(database, "vacant_shops"), count(database, "groups")) == (0, 0)
    assert count(database, "citizen_centers") == 13
