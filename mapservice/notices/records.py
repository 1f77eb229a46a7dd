"""Notices of departments: grants, events, calls for helpers, news."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, case, delete, insert, or_, select, update

from layers.text import Language
from mapservice.conditions import Stale
from mapservice.database.private import groups, notices, representatives
from mapservice.groups.messages import Addressee, notice_mail
from mapservice.groups.registration import Registration
from mapservice.groups.states import VISIBLE
from mapservice.mail.outbox import put_mail
from mapservice.problems import NotFound

KINDS: Final = ("grant", "event", "call", "news")
MOST_AT_PLACE: Final = 10


@dataclass(frozen=True)
class TiedPlace:
    """A place, by what notices can be tied to."""

    layer: str
    feature_id: str
    district: str | None


@dataclass(frozen=True)
class Notice:
    """A notice; it is shown from `starts_on` to `ends_on`. Only the Japanese text is required."""

    department: str
    kind: str
    title_ja: str
    body_ja: str
    starts_on: datetime.date
    ends_on: datetime.date
    title_en: str | None = None
    title_easy: str | None = None
    body_en: str | None = None
    body_easy: str | None = None
    url: str | None = None
    layer: str | None = None
    feature_id: str | None = None
    district: str | None = None
    field: str | None = None
    id: int = 0
    revision: int = 0
    updated_at: datetime.datetime = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)

    def title(self, language: Language) -> str:
        return {"en": self.title_en, "easy": self.title_easy}.get(language) or self.title_ja

    def body(self, language: Language) -> str:
        return {"en": self.body_en, "easy": self.body_easy}.get(language) or self.body_ja

    def values(self) -> dict[str, Any]:
        kept = ("id", "revision", "updated_at")
        return {name: getattr(self, name) for name in self.__dataclass_fields__ if name not in kept}


def _notice(row: Row[*tuple[Any, ...]]) -> Notice:
    return Notice(**{name: getattr(row, name) for name in Notice.__dataclass_fields__})


def current_notices(
    connection: Connection, day: datetime.date, narrow: Mapping[str, str]
) -> tuple[Notice, ...]:
    """Notices that have begun or will, and have not ended, by their dates.

    `narrow` holds values of `district`, `field`, `layer` or `feature_id`.
    """
    question = select(notices).where(notices.c.ends_on >= day)
    for name in ("district", "field", "layer", "feature_id"):
        if name in narrow:
            question = question.where(notices.c[name] == narrow[name])
    rows = connection.execute(question.order_by(notices.c.starts_on, notices.c.id).limit(200))
    return tuple(map(_notice, rows))


def notices_beside_list(
    connection: Connection,
    day: datetime.date,
    layers: Collection[str],
    districts: Collection[str],
    limit: int,
) -> tuple[Notice, ...]:
    """What concerns readers of a list: tied to nothing else than its layers and districts.

    An empty `layers` or `districts` is every one of them.
    """
    question = select(notices).where(notices.c.ends_on >= day)
    for column, chosen in ((notices.c.layer, layers), (notices.c.district, districts)):
        if chosen:
            question = question.where(or_(column.is_(None), column.in_(chosen)))
    rows = connection.execute(question.order_by(notices.c.starts_on, notices.c.id).limit(limit))
    return tuple(map(_notice, rows))


def notices_at_place(
    connection: Connection, day: datetime.date, place: TiedPlace
) -> tuple[Notice, ...]:
    """Those tied to this place first, then to its layer, then to its district."""
    here = (notices.c.layer == place.layer) & (notices.c.feature_id == place.feature_id)
    any_place = notices.c.feature_id.is_(None)
    in_layer = any_place & (notices.c.layer == place.layer)
    around = any_place & notices.c.layer.is_(None) & (notices.c.district == place.district)
    elsewhere = notices.c.district.is_not(None) & (
        notices.c.district.is_distinct_from(place.district)
    )
    question = select(notices).where(
        notices.c.ends_on >= day, or_(here, and_(in_layer, ~elsewhere), around)
    )
    nearest = case((here, 0), (in_layer, 1), else_=2)
    rows = connection.execute(
        question.order_by(nearest, notices.c.starts_on, notices.c.id).limit(MOST_AT_PLACE)
    )
    return tuple(map(_notice, rows))


def notices_of(connection: Connection, departments: frozenset[str]) -> tuple[Notice, ...]:
    """Everything these departments wrote, newest first."""
    question = select(notices).where(notices.c.department.in_(departments))
    return tuple(map(_notice, connection.execute(question.order_by(notices.c.id.desc()))))


def read_notice(connection: Connection, number: int) -> Notice:
    """One notice; raises NotFound."""
    row = connection.execute(select(notices).where(notices.c.id == number)).one_or_none()
    if row is None:
        raise NotFound
    return _notice(row)


def add_notice(connection: Connection, notice: Notice, address: str) -> int:
    """Publish a notice and mail it to the groups that asked for its field.

    `address` is where it can be read, with `{id}` for its number.
    """
    number: int = connection.execute(
        insert(notices).values(notice.values()).returning(notices.c.id)
    ).scalar_one()
    if notice.field is not None:
        for to in subscribers(connection, notice.field):
            language: Language = "en" if to.language == "en" else "ja"
            language = "easy" if to.language == "easy" else language
            put_mail(
                connection,
                notice_mail(
                    to, notice.title(language), notice.body(language),
                    address.replace("{id}", str(number)),
                ),
            )  # fmt: skip
    return number


def save_notice(connection: Connection, number: int, revision: int, notice: Notice) -> None:
    """Change the version that was read. Raises Stale."""
    done = connection.execute(
        update(notices)
        .where(notices.c.id == number, notices.c.revision == revision)
        .values(notice.values())
    )
    if done.rowcount != 1:
        now = read_notice(connection, number)
        raise Stale(now.values(), now.revision)


def remove_notice(connection: Connection, number: int, revision: int) -> None:
    """Take a notice away. Raises Stale."""
    done = connection.execute(
        delete(notices).where(notices.c.id == number, notices.c.revision == revision)
    )
    if done.rowcount != 1:
        now = read_notice(connection, number)
        raise Stale(now.values(), now.revision)


def subscribers(connection: Connection, field: str) -> tuple[Addressee, ...]:
    """Groups on the map that asked for notices on a field."""
    question = (
        select(groups.c.id, groups.c.live, representatives.c.email, representatives.c.language)
        .join(representatives, representatives.c.id == groups.c.representative_id)
        .where(groups.c.status.in_(VISIBLE), groups.c.live["notices"].has_key(field))
        .order_by(groups.c.id)
    )
    return tuple(
        Addressee(row.email, row.language, row.id, Registration.from_json(row.live).name_ja)
        for row in connection.execute(question)
    )
