"""Registrations, accounts and towns that tests insert, with plain defaults and canaries."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, func, insert, select

from layers.table import STORAGE_SRID
from layers.towns import Town
from mapservice.database.private import accounts, memberships
from mapservice.groups.records import find_or_make_representative, make_record
from mapservice.groups.registration import Contact, Place, Registration, Visibility

CANARY_PHONE = "0466-99-0001"
CANARY_EMAIL = "canary-contact@example.jp"
CANARY_PERSON = "見本 金糸雀"
CANARY_ADDRESS = "藤沢市見本町九丁目99-99 金糸雀荘"
CANARY_LON, CANARY_LAT = 139.4711111, 35.3511111
CANARIES = (
    CANARY_PHONE, CANARY_PHONE.replace("-", ""), CANARY_EMAIL, CANARY_PERSON, "金糸雀荘",
    "139.4711111", "35.3511111", "139.47111", "35.35111",
)  # fmt: skip

HOME = Place(
    "金糸雀荘",
    address=CANARY_ADDRESS,
    lon=CANARY_LON,
    lat=CANARY_LAT,
    precision="exact",
    home=True,
    visibility=Visibility.PUBLIC,
)

SAMPLE = Registration(
    name_ja="見本の会",
    name_kana="ミホンノカイ",
    name_en="Sample Circle",
    purpose="登録を試すための見本です。",
    fields=("community_building",),
    districts=("mutsuai",),
    contacts=(
        Contact("phone", CANARY_PHONE),
        Contact("email", CANARY_EMAIL),
        Contact("person", CANARY_PERSON),
    ),
    office=HOME,
    sample=True,
)


def registration(**changes: Any) -> Registration:
    return replace(SAMPLE, **changes)


def add_town(connection: Connection, town_id: str = "sample-town", **changes: Any) -> None:
    values = {
        "name_ja": "見本町九丁目", "base_town": "見本町", "district": "mutsuai",
        "postal_code": "2529999", "lon": 139.47, "lat": 35.35,
    } | changes  # fmt: skip
    lon, lat = values.pop("lon"), values.pop("lat")
    point = func.ST_SetSRID(func.ST_MakePoint(lon, lat), STORAGE_SRID)
    connection.execute(insert(Town).values(id=town_id, point=point, **values))


def add_group(
    connection: Connection, draft: Registration = SAMPLE, email: str = "group@example.jp"
) -> str:
    """A draft of a representative; returns its id."""
    return make_record(connection, find_or_make_representative(connection, email, "ja"), draft)


def add_account(
    connection: Connection, name: str = "steward", *departments: str, administrator: bool = False
) -> int:
    """A staff account that cannot sign in by password; returns its id."""
    statement = insert(accounts).values(
        name=name, display_name=f"見本 {name}", administrator=administrator
    )
    account_id = int(connection.execute(statement.returning(accounts.c.id)).scalar_one())
    for department in departments:
        connection.execute(insert(memberships).values(account_id=account_id, department=department))
    return account_id


def count(connection: Connection, table: Any) -> int:
    return int(connection.scalar(select(func.count()).select_from(table)) or 0)
