"""Figures for the dashboard: freshness, completeness, queue times, use, and what was missing."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Integer,
    Table,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    text,
)

from layers import all_layers
from layers.declaration import Layer, PropertyType
from layers.venue import ACCESSIBILITY
from mapservice.database.importing.stored import table_of
from mapservice.database.private import counts, groups, representatives, reviews, today

ACCESS_NAMES: Final = tuple(declared.name for declared in ACCESSIBILITY)


@dataclass(frozen=True)
class LayerFigures:
    """One layer in numbers; shares are 0..1, None when the layer is empty."""

    layer: Layer
    features: int
    fresh: int
    never_checked: int
    verified: int
    accessibility_known: float | None
    completeness: float | None
    oldest: Any


def layer_figures(connection: Connection) -> tuple[LayerFigures, ...]:
    """Every layer, those whose accessibility is known least first, then the stalest."""
    found = [_figures(connection, layer) for layer in all_layers()]
    return tuple(
        sorted(
            found,
            key=lambda row: (
                1.0 if row.accessibility_known is None else row.accessibility_known,
                row.fresh / row.features if row.features else 1.0,
                row.layer.id,
            ),
        )
    )


def _figures(connection: Connection, layer: Layer) -> LayerFigures:
    table = table_of(layer)
    fresh = table.c.checked_on >= today() - cast(literal(layer.fresh_days), Integer)
    said = [_said(table, declared) for declared in layer.properties]
    access = [table.c[name] != "unknown" for name in ACCESS_NAMES if name in table.c]
    row = connection.execute(
        select(
            func.count().label("features"),
            func.count().filter(fresh).label("fresh"),
            func.count().filter(table.c.checked_on.is_(None)).label("never"),
            func.count().filter(table.c.verified).label("verified"),
            _share(access).label("access"),
            _share(said).label("complete"),
            func.min(table.c.checked_on).label("oldest"),
        )
    ).one()
    return LayerFigures(
        layer, row.features, row.fresh, row.never, row.verified, row.access, row.complete,
        row.oldest,
    )  # fmt: skip


def _said(table: Table, declared: Any) -> Any:
    """Whether a record says something of a property."""
    column = table.c[declared.name]
    if declared.type is PropertyType.TERNARY or declared.name == "fee":
        return column != "unknown"
    if declared.type is PropertyType.BOOLEAN:
        return literal(True)
    if declared.name == "precision":
        return column != "none"
    return and_(column.is_not(None), or_(column.is_not(None)))


def _share(conditions: list[Any]) -> Any:
    """The mean share of `conditions` that hold, over all rows; null without conditions or rows."""
    if not conditions:
        return literal(None)
    total: Any = literal(0)
    for condition in conditions:
        total = total + case((condition, 1), else_=0)
    return func.avg(total) / float(len(conditions))


@dataclass(frozen=True)
class QueueFigures:
    """How the queue moves: decisions of the last 90 days and the days that groups waited."""

    decisions: int
    median_days: float | None
    longest_days: float | None


def queue_figures(connection: Connection) -> QueueFigures:
    days = func.extract("epoch", reviews.c.waited) / 86400
    row = connection.execute(
        select(
            func.count(),
            func.percentile_cont(0.5).within_group(days),
            func.max(days),
        ).where(reviews.c.decided_at > func.now() - text("interval '90 days'"))
    ).one()
    return QueueFigures(row[0], *(None if value is None else float(value) for value in row[1:]))


def people_on_record(connection: Connection) -> int:
    """Persons whose data the service holds: representatives and named contact persons.

    The law on personal information asks more of who holds data on more than 1,000.
    """
    named = (
        select(func.count())
        .select_from(groups)
        .where(
            func.jsonb_path_exists(
                func.coalesce(groups.c.live, groups.c.proposal, groups.c.draft),
                text("""'$.contacts[*] ? (@.kind == "person")'"""),
            )
        )
        .scalar_subquery()
    )
    mailed = select(func.count()).select_from(representatives).scalar_subquery()
    return int(connection.scalar(select(named + mailed)) or 0)


def use_figures(connection: Connection, days: int = 90) -> list[tuple[str, str, int]]:
    """(kind, key, count) of views and searches, the most frequent first: nobody is in them."""
    total = func.sum(counts.c.count)
    question = (
        select(counts.c.kind, counts.c.key, total)
        .where(counts.c.day > today() - cast(literal(days), Integer))
        .group_by(counts.c.kind, counts.c.key)
        .order_by(total.desc(), counts.c.key)
        .limit(30)
    )
    return [(row[0], row[1], int(row[2])) for row in connection.execute(question)]


def unmet_searches(connection: Connection) -> list[tuple[str, str, int]]:
    """(area, attribute, searches) that found nothing in the last year, the most frequent first."""
    rows = connection.execute(
        text(
            "SELECT area, attribute, sum(searches)::bigint FROM private.unmet_searches"
            " WHERE month > private.today() - 366 GROUP BY area, attribute"
            " ORDER BY 3 DESC, 1, 2 LIMIT 30"
        )
    )
    return [(row[0], row[1], row[2]) for row in rows]
