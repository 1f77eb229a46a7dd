"""Groups that may be the same one: by name, reading, phone, website and distance.

Compared with what is public only: who registers learns nothing that others hid.
"""

from dataclasses import dataclass
from typing import Final

from geoalchemy2 import Geography
from sqlalchemy import ColumnElement, Connection, Float, cast, func, literal, or_, select

from layers.groups import Group
from layers.table import STORAGE_SRID
from mapservice.groups.registration import Registration

ALIKE: Final = 0.45
"""pg_trgm similarity from which two names are called alike; exact forms are always alike."""
NEAR_M: Final = 50
MOST: Final = 5


@dataclass(frozen=True)
class Duplicate:
    """A published group that may be the same, and why it is thought so."""

    id: str
    name_ja: str
    reasons: tuple[str, ...]


def find_duplicates(
    connection: Connection, group_id: str, registration: Registration
) -> tuple[Duplicate, ...]:
    """Published groups that may be `registration`, the most alike first."""
    phone = registration.contact("phone")
    digits = (phone.value if phone else "").replace("-", "")
    name = func.layers.fold(registration.name_ja)
    kana = func.layers.fold(registration.name_kana or "")
    alike = func.public.similarity(func.layers.fold(Group.name_ja), name)
    same: dict[str, ColumnElement[bool]] = {
        "name": alike >= ALIKE,
        "reading": (kana != "") & (func.layers.fold(Group.name_kana) == kana),
        "phone": (literal(digits) != "") & (func.replace(Group.phone, "-", "") == digits),
        "website": (literal(site_of(registration.url)) != "")
        & (func.rtrim(func.regexp_replace(Group.url, r"^https?://(www\.)?", ""), "/")
           == site_of(registration.url)),
        "place": _near(registration),
    }  # fmt: skip
    found = [func.coalesce(condition, False).label(reason) for reason, condition in same.items()]
    question = (
        select(Group.id, Group.name_ja, *found)
        .where(Group.id != group_id, or_(*same.values()))
        .order_by(cast(alike, Float).desc(), Group.id)
        .limit(MOST)
    )
    return tuple(
        Duplicate(row.id, row.name_ja, tuple(r for r in same if getattr(row, r)))
        for row in connection.execute(question)
        # Being neighbours alone says nothing: groups share houses.
        if any(getattr(row, reason) for reason in same if reason != "place")
    )


def site_of(url: str | None) -> str:
    """A web address without what is spelt differently for the same site."""
    bare = (url or "").partition("://")[2].removeprefix("www.")
    return bare.rstrip("/")


def _near(registration: Registration) -> ColumnElement[bool]:
    office = registration.office
    if office is None or office.lon is None or office.lat is None or office.precision != "exact":
        return literal(False)
    point = func.ST_SetSRID(func.ST_MakePoint(office.lon, office.lat), STORAGE_SRID)
    return (Group.precision == "exact") & func.ST_DWithin(
        cast(Group.geom, Geography), cast(point, Geography), NEAR_M
    )
