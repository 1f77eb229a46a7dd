"""Temporal functions of CQL2 (21-065r2, 7.9): relations between instants and intervals."""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import and_, not_, or_
from sqlalchemy.sql.elements import ColumnElement

from mapservice.ogc.cql2.operands import Operand, Type, as_time
from mapservice.ogc.cql2.tree import NotCql2

Condition = ColumnElement[bool]
End = Any
"""An end of an interval: an instant with time zone, `-infinity` or `infinity`."""
Relation = Callable[[End, End, End, End], Condition]
"""Whether [a, b] stands in a relation to [c, d]."""

# Every relation takes both ends of both intervals, whether or not it looks at them.
RELATIONS: Final[dict[str, Relation]] = {
    "t_after": lambda a, _b, _c, d: a > d,
    "t_before": lambda _a, b, c, _d: b < c,
    "t_contains": lambda a, b, c, d: and_(a < c, b > d),
    "t_disjoint": lambda a, b, c, d: or_(b < c, a > d),
    "t_during": lambda a, b, c, d: and_(a > c, b < d),
    "t_equals": lambda a, b, c, d: and_(a == c, b == d),
    "t_finishedby": lambda a, b, c, d: and_(a < c, b == d),
    "t_finishes": lambda a, b, c, d: and_(a > c, b == d),
    "t_intersects": lambda a, b, c, d: not_(or_(b < c, a > d)),
    "t_meets": lambda _a, b, c, _d: b == c,
    "t_metby": lambda a, _b, _c, d: a == d,
    "t_overlappedby": lambda a, b, c, d: and_(a > c, a < d, b > d),
    "t_overlaps": lambda a, b, c, d: and_(a < c, b > c, b < d),
    "t_startedby": lambda a, b, c, d: and_(a == c, b > d),
    "t_starts": lambda a, b, c, d: and_(a == c, b < d),
}  # fmt: skip


def relate(name: str, first: Operand, second: Operand) -> Condition:
    """The condition that a temporal function stands for; NotCql2 for operands without time."""
    return RELATIONS[name](*_ends(first), *_ends(second))


def _ends(operand: Operand) -> tuple[End, End]:
    if operand.type is Type.SPAN:
        if operand.end is None:
            raise NotCql2("an interval has two ends")
        return operand.sql, operand.end
    time = as_time(operand)
    return time, time
