"""Groups that may be the same one by what only staff may see: private contacts, and what waits."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Text, case, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from mapservice.database.private import groups
from mapservice.groups.duplicates import ALIKE, MOST, site_of
from mapservice.groups.registration import Registration
from mapservice.groups.states import Status

# A draft that nobody sent is the group's own until they send it.
COMPARED = (Status.SUBMITTED, Status.CHANGE_SUBMITTED, Status.PUBLISHED, Status.ARCHIVED)


@dataclass(frozen=True)
class HiddenDuplicate:
    """A record that may be the same group, its state, and why it is thought so."""

    id: str
    name_ja: str
    status: Status
    reasons: tuple[str, ...]


def find_hidden_duplicates(
    connection: Connection, group_id: str, registration: Registration
) -> tuple[HiddenDuplicate, ...]:
    """Other groups' records that may be `registration`, the most alike first. For staff only."""
    # What the group said last: a change that waits, or what is on the map.
    kept = case((groups.c.proposal.is_not(None), groups.c.proposal), else_=groups.c.live)
    name = func.layers.fold(kept["name_ja"].astext)
    alike = func.public.similarity(name, func.layers.fold(registration.name_ja))
    same = _reasons(kept, alike, registration)
    found = [func.coalesce(condition, False).label(reason) for reason, condition in same.items()]
    question = (
        select(groups.c.id, groups.c.status, kept["name_ja"].astext.label("name_ja"), *found)
        .where(groups.c.id != group_id, groups.c.status.in_(COMPARED), or_(*same.values()))
        .order_by(alike.desc(), groups.c.id)
        .limit(MOST)
    )
    return tuple(
        HiddenDuplicate(
            row.id, row.name_ja, Status(row.status), tuple(r for r in same if getattr(row, r))
        )
        for row in connection.execute(question)
    )


def _reasons(
    kept: ColumnElement[object], alike: ColumnElement[float], registration: Registration
) -> dict[str, ColumnElement[bool]]:
    document = cast(kept, JSONB)
    kana = func.layers.fold(registration.name_kana or "")
    site = site_of(registration.url)
    url = func.regexp_replace(document["url"].astext, r"^https?://(www\.)?", "")
    return {
        "name": alike >= ALIKE,
        "reading": (kana != "")
        & (func.layers.fold(cast(document["name_kana"].astext, Text)) == kana),
        "website": (literal(site) != "") & (func.rtrim(url, "/") == site),
        **{kind: _has_contact(document, registration, kind) for kind in ("phone", "email")},
    }


def _has_contact(
    document: ColumnElement[object], registration: Registration, kind: str
) -> ColumnElement[bool]:
    """Contacts are stored in one spelling, so that equal ones are the same text."""
    contact = registration.contact(kind)
    if contact is None:
        return literal(False)
    wanted = literal([{"kind": kind, "value": contact.value}], JSONB)
    return document["contacts"].op("@>", is_comparison=True)(wanted)
