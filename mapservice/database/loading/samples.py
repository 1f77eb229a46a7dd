"""Samples for trying the service out: fictitious, and marked as such in every column shown.

They stand on real towns' points, are loaded only when asked for, and are removed by
`mapservice demo remove`. `sample` is what every representation labels them by.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from geoalchemy2.shape import from_shape
from shapely.geometry import Point
from sqlalchemy import Connection, delete, update
from sqlalchemy.dialects.postgresql import insert

from geodata.city import City, Town, read_city
from layers import venue_layers
from layers.groups import Group
from layers.table import STORAGE_SRID
from layers.vacant_shops import VacantShop
from mapservice.settings import Settings

SOURCE: Final = "見本（架空） / sample (fictitious)"
LISTED_DAYS: Final = 180


@dataclass(frozen=True)
class SampleShop:
    """A vacant shop that does not exist."""

    number: int
    area_m2: float
    rent_yen: int
    former_use: str
    wheelchair: str = "unknown"


@dataclass(frozen=True)
class SampleGroup:
    """A group that does not exist."""

    number: int
    name_ja: str
    name_en: str
    fields: tuple[str, ...]


SHOPS: Final = (
    SampleShop(1, 24.0, 60_000, "飲食店", "yes"),
    SampleShop(2, 33.5, 80_000, "洋品店"),
    SampleShop(3, 18.0, 45_000, "書店", "no"),
    SampleShop(4, 52.0, 120_000, "美容室"),
    SampleShop(5, 41.0, 95_000, "事務所", "yes"),
    SampleShop(6, 15.5, 38_000, "青果店"),
)
GROUPS: Final = (
    SampleGroup(1, "子育ての会", "parents' circle", ("children",)),
    SampleGroup(2, "自然観察の会", "nature watchers", ("environment",)),
    SampleGroup(3, "日本語教室", "Japanese class", ("international", "social_education")),
    SampleGroup(4, "健康体操の会", "exercise circle", ("health_welfare", "culture_sports")),
    SampleGroup(5, "まちの見守り隊", "neighbourhood watch", ("community_safety",)),
    SampleGroup(6, "パソコン相談の会", "computer help desk", ("information_society",)),
)


def load_samples(connection: Connection, settings: Settings) -> int:
    """Add the samples that are not there, and list all of them anew; how many were added."""
    city = read_city(settings.city)
    until = date.today() + timedelta(days=LISTED_DAYS)  # noqa: DTZ011 - the city's own day
    shops = [_shop_row(shop, city, until) for shop in SHOPS]
    groups = [_group_row(group, city) for group in GROUPS]
    added = 0
    for table, rows in ((VacantShop, shops), (Group, groups)):
        statement = insert(table).on_conflict_do_nothing(index_elements=["id"]).returning(table.id)
        added += len(connection.scalars(statement, rows).all())
    connection.execute(update(VacantShop).where(VacantShop.sample).values(expires_on=until))
    return added


def remove_samples(connection: Connection) -> int:
    """Remove every sample of every layer; how many there were."""
    return sum(
        connection.execute(delete(layer.table).where(layer.table.__table__.c.sample)).rowcount
        for layer in venue_layers()
    )


def _shop_row(shop: SampleShop, city: City, until: date) -> dict[str, Any]:
    town = _town(city, shop.number)
    return {
        **_common(f"sample-shop-{shop.number}", "vacant_shops", town, city),
        "name_ja": f"見本 空き店舗{shop.number}（{town.name_ja}）",
        "name_en": f"Sample vacant shop {shop.number}",
        "description": "見本です。この空き店舗は実在しません。",
        "shopping_street": "見本商店街",
        "floor": "1階",
        "area_m2": shop.area_m2,
        "rent_yen": shop.rent_yen,
        "former_use": shop.former_use,
        "wheelchair": shop.wheelchair,
        "expires_on": until,
    }


def _group_row(group: SampleGroup, city: City) -> dict[str, Any]:
    town = _town(city, group.number + len(SHOPS))
    return {
        **_common(f"sample-group-{group.number}", "groups", town, city),
        "name_ja": f"見本 {group.name_ja}",
        "name_en": f"Sample {group.name_en}",
        "description": "見本です。この団体は実在しません。",
        "fields": list(group.fields),
        "districts": [city.district_by_id[town.district].name_ja],
        "meeting": "第2土曜日（見本）",
    }


def _common(feature_id: str, layer_id: str, town: Town, city: City) -> dict[str, Any]:
    return {
        "id": feature_id,
        "layer": layer_id,
        "sample": True,
        "town": town.name_ja,
        "district": city.district_by_id[town.district].name_ja,
        "geom": from_shape(Point(town.lon, town.lat), srid=STORAGE_SRID),
        "precision": "town",
        "source": SOURCE,
        "licence": "CC0-1.0",
    }


def _town(city: City, number: int) -> Town:
    """A town for each sample, spread over the districts."""
    district = city.districts[number * 5 % len(city.districts)]
    towns = [town for town in city.towns if town.district == district.id]
    return towns[number % len(towns)]
