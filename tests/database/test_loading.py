"""The bundled city and the samples, loaded into the real tables."""

import pytest
from sqlalchemy import Connection, func, select, text

from layers.citizen_centers import CitizenCenter
from layers.districts import District
from layers.groups import Group
from layers.public_facilities import PublicFacility
from layers.table import Venue
from layers.towns import Town
from layers.vacant_shops import VacantShop
from mapservice.database.loading.city import has_rows, load_city, mark_northern
from mapservice.database.loading.samples import load_samples, remove_samples
from mapservice.settings import Settings

COUNTS = {
    "citizen_centers": 13,
    "public_facilities": 59,
    "universities": 5,
    "districts": 13,
    "towns": 211,
    "stations": 17,
}


@pytest.fixture
def city_rows(database: Connection) -> Connection:
    load_city(database, Settings())
    return database


def test_an_empty_database_gets_the_whole_city(database: Connection) -> None:
    assert not has_rows(database)
    assert load_city(database, Settings()) == COUNTS
    assert has_rows(database)


def test_loading_again_adds_nothing_and_keeps_what_staff_changed(city_rows: Connection) -> None:
    city_rows.execute(
        text("UPDATE layers.citizen_centers SET phone = 'changed' WHERE id LIKE 'katase%'")
    )
    assert set(load_city(city_rows, Settings()).values()) == {0}
    phones = city_rows.scalars(select(CitizenCenter.phone).where(CitizenCenter.phone.is_not(None)))
    assert phones.all() == ["changed"]


def test_each_district_has_its_center_and_a_population_that_adds_up(
    city_rows: Connection,
) -> None:
    served = city_rows.scalars(select(CitizenCenter.district_served)).all()
    assert len(served) == 13
    assert set(served) == set(city_rows.scalars(select(District.name_ja)))
    totals = select(func.sum(District.population), func.sum(District.population_65))
    assert city_rows.execute(totals).one() == (445_283, 110_204)
    assert city_rows.scalar(select(func.sum(Town.population))) == 445_283


def test_a_venue_without_a_source_for_its_point_has_none(city_rows: Connection) -> None:
    center = select(PublicFacility.geom, PublicFacility.precision).where(
        PublicFacility.id == "civic-activities-promotion-center"
    )
    assert city_rows.execute(center).one() == (None, "none")


def test_northern_districts_are_a_setting(city_rows: Connection) -> None:
    northern = (
        select(District.name_ja).where(District.northern.is_(True)).order_by(District.name_ja)
    )
    assert set(city_rows.scalars(northern)) == {"六会", "湘南台", "遠藤", "長後", "御所見"}
    mark_northern(city_rows, Settings(northern_districts=("片瀬", "kugenuma")))
    assert set(city_rows.scalars(northern)) == {"片瀬", "鵠沼"}
    towns = city_rows.scalars(select(Town.district).where(Town.northern.is_(True)).distinct())
    assert set(towns) == {"片瀬", "鵠沼"}


def test_samples_are_marked_in_name_flag_and_source_and_go_at_once(city_rows: Connection) -> None:
    before = city_rows.scalar(select(func.count()).select_from(Venue))
    assert load_samples(city_rows, Settings()) == 12
    assert load_samples(city_rows, Settings()) == 0
    samples = city_rows.execute(
        select(Venue.name_ja, Venue.name_en, Venue.source, Venue.layer).where(Venue.sample)
    ).all()
    assert {row.layer for row in samples} == {"vacant_shops", "groups"}
    assert all(row.name_ja.startswith("見本") for row in samples)
    assert all(row.name_en.startswith("Sample") for row in samples)
    assert all("見本" in row.source for row in samples)
    assert remove_samples(city_rows) == 12
    assert city_rows.scalar(select(func.count()).select_from(Venue)) == before


def test_the_city_comes_without_shops_and_groups(city_rows: Connection) -> None:
    for table in (VacantShop, Group):
        assert city_rows.scalar(select(func.count()).select_from(table)) == 0
