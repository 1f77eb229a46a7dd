"""What people suggest: a correction of a place, or a place that is missing. Never public unread."""

import datetime
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from layers.declaration import Layer
from layers.table import STORAGE_SRID
from mapservice.conditions import NotPossible, Stale
from mapservice.database.private import clock, suggestions
from mapservice.problems import NotFound


@dataclass(frozen=True)
class Suggestion:
    """A suggestion as it was sent; `email` only if an answer is wanted."""

    layer: str
    what: str
    feature_id: str | None = None
    property: str | None = None
    proposed: str | None = None
    place: str | None = None
    lon: float | None = None
    lat: float | None = None
    evidence: str | None = None
    email: str | None = None
    language: str = "ja"


@dataclass(frozen=True)
class Received:
    """A suggestion in the queue."""

    id: int
    suggestion: Suggestion
    status: str
    answer: str | None
    revision: int
    created_at: datetime.datetime


def keep_suggestion(connection: Connection, suggestion: Suggestion) -> int:
    """Put a suggestion into the queue of the layer's department; returns its number."""
    point = None
    if suggestion.lon is not None and suggestion.lat is not None:
        point = func.ST_SetSRID(func.ST_MakePoint(suggestion.lon, suggestion.lat), STORAGE_SRID)
    values = {
        name: getattr(suggestion, name)
        for name in suggestion.__dataclass_fields__
        if name not in ("lon", "lat")
    }
    return int(
        connection.execute(
            insert(suggestions)
            .values(**values, geom=point, created_at=clock())
            .returning(suggestions.c.id)
        ).scalar_one()
    )


def _received(row: Row[*tuple[Any, ...]]) -> Received:
    names = [name for name in Suggestion.__dataclass_fields__ if name not in ("lon", "lat")]
    suggestion = Suggestion(
        **{name: getattr(row, name) for name in names}, lon=row.lon, lat=row.lat
    )
    return Received(row.id, suggestion, row.status, row.answer, row.revision, row.created_at)


def open_suggestions(connection: Connection, layers: tuple[str, ...]) -> tuple[Received, ...]:
    """Unanswered suggestions for these layers, oldest first."""
    question = _question().where(suggestions.c.status == "open", suggestions.c.layer.in_(layers))
    return tuple(map(_received, connection.execute(question)))


def read_suggestion(connection: Connection, number: int) -> Received:
    """One suggestion; raises NotFound."""
    row = connection.execute(_question().where(suggestions.c.id == number)).one_or_none()
    if row is None:
        raise NotFound
    return _received(row)


def _question() -> Any:
    return select(
        suggestions,
        func.ST_X(suggestions.c.geom).label("lon"),
        func.ST_Y(suggestions.c.geom).label("lat"),
    ).order_by(suggestions.c.created_at, suggestions.c.id)


@dataclass(frozen=True)
class Answer:
    """What a steward decided on the version `revision` of a suggestion."""

    accepted: bool
    answer: str | None
    account_id: int
    revision: int


def decide(connection: Connection, number: int, answer: Answer) -> Received:
    """Close a suggestion; its e-mail address is forgotten. Raises Stale, NotPossible.

    Returns the suggestion as it was, with the address that the answer goes to.
    """
    before = read_suggestion(connection, number)
    if before.status != "open":
        raise NotPossible(before.status, "answer")
    decided = connection.execute(
        update(suggestions)
        .where(suggestions.c.id == number, suggestions.c.revision == answer.revision)
        .values(
            status="accepted" if answer.accepted else "declined",
            answer=answer.answer,
            decided_by=answer.account_id,
            decided_at=clock(),
            email=None,
            revision=suggestions.c.revision + 1,
        )
    )
    if decided.rowcount != 1:
        raise Stale({}, before.revision)
    return before


def suggestible(layer: Layer) -> tuple[str, ...]:
    """Properties that a suggestion may name: all but the record's own bookkeeping."""
    own = {"source", "licence", "checked_on", "verified", "sample", "precision"}
    return tuple(row.name for row in layer.properties if row.name not in own)
