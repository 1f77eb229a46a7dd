"""A group's link for a new address, when nobody can read the old one any more."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, false, or_, update

from mapservice.conditions import NotPossible, Stale
from mapservice.database.private import groups, sessions, tokens
from mapservice.groups.links import Link, make_link
from mapservice.groups.messages import Addressee
from mapservice.groups.records import Record, find_or_make_representative, read_record
from mapservice.groups.states import Status
from mapservice.stewards.reviewing import addressee_of


@dataclass(frozen=True)
class Moved:
    """Who must hear of it: the old address, if there was one, and the new with its token."""

    old: Addressee | None
    new: Addressee
    token: str


def move_to_address(
    connection: Connection, group_id: str, revision: int, email: str, *, hours: int
) -> Moved:
    """Give a group's record to `email`, with a link for `hours`.

    Links mailed to the old address and sessions opened with one end; other groups of the same
    representative stay theirs. Raises Stale, NotPossible (erased), NotFound.
    """
    record = read_record(connection, group_id, for_change=True)
    if record.status is Status.ERASED:
        raise NotPossible(record.status, "move to another address")
    if record.revision != revision:
        raise Stale({}, record.revision)
    old = addressee_of(connection, record)
    language = old.language if old else "ja"
    _end_ways_in(connection, record, old)
    person = find_or_make_representative(connection, email, language)
    connection.execute(
        update(groups).where(groups.c.id == group_id).values(representative_id=person)
    )
    token = make_link(connection, Link("sign_in", email, None, language), hours)
    return Moved(old, Addressee(email, language, group_id, record.name), token)


def _end_ways_in(connection: Connection, record: Record, old: Addressee | None) -> None:
    """Other groups' yearly questions to the old address stay answerable."""
    to_old = (tokens.c.email == old.email) & (tokens.c.purpose == "sign_in") if old else false()
    connection.execute(delete(tokens).where(or_(tokens.c.group_id == record.id, to_old)))
    connection.execute(
        delete(sessions).where(sessions.c.representative_id == record.representative_id)
    )
