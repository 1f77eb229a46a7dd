"""A CQL2 tree to a SQLAlchemy condition.

Only what stands in these tables reaches the database: operations by the tables, properties
by the collection's queryables, values as bound parameters.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, cast

from sqlalchemy import Text, and_, func, literal_column, not_, or_
from sqlalchemy.sql.elements import ColumnElement

from mapservice.ogc.collections import Collection
from mapservice.ogc.cql2 import spatial, temporal
from mapservice.ogc.cql2.arithmetic import OPERATIONS, calculate
from mapservice.ogc.cql2.operands import (
    TYPES,
    Operand,
    Type,
    alike,
    as_time,
    of_boolean,
    of_instant,
    of_number,
    of_text,
    of_texts,
)
from mapservice.ogc.cql2.tree import Call, Instant, Items, Name, Node, NotCql2, Shape, Span
from mapservice.ogc.reference_systems import ReferenceSystem

Condition = ColumnElement[bool]
GEOMETRY_NAMES: Final = ("geom", "geometry")

COMPARISONS: Final[dict[str, Callable[[Any, Any], Condition]]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
LISTS: Final[dict[str, Callable[[Any, Any], Condition]]] = {
    "a_contains": lambda a, b: a.op("@>", is_comparison=True)(b),
    "a_containedby": lambda a, b: a.op("<@", is_comparison=True)(b),
    "a_equals": lambda a, b: and_(
        a.op("@>", is_comparison=True)(b), a.op("<@", is_comparison=True)(b)
    ),
    "a_overlaps": lambda a, b: a.op("&&", is_comparison=True)(b),
}
# Combining marks of Latin, Greek and Cyrillic letters. Those of kana are another block:
# が is not か with an accent.
_MARKS: Final = literal_column("U&'[\\0300-\\036F]'", Text)


def _without_accents(text: Any) -> Any:
    taken_apart = func.normalize(text, literal_column("NFD"))
    bare = func.regexp_replace(taken_apart, _MARKS, literal_column("''"), literal_column("'g'"))
    return func.normalize(bare, literal_column("NFC"))


TEXT_FUNCTIONS: Final[dict[str, Callable[[Any], Any]]] = {
    "casei": func.lower,
    "accenti": _without_accents,
}
_INFINITE: Final = {"start": "-infinity", "end": "infinity"}


@dataclass(frozen=True)
class Compiler:
    """Compiles filters on one collection; geometries are in `system`."""

    collection: Collection
    system: ReferenceSystem

    def condition(self, node: Node) -> Condition:
        """The condition of a boolean expression; NotCql2 for any other."""
        if isinstance(node, Call):
            return self._call(node)
        operand = self.operand(node)
        if operand.type is not Type.BOOLEAN:
            raise NotCql2(f"a {operand.type} is not a condition")
        return operand.sql

    def _call(self, call: Call) -> Condition:
        if call.op in ("and", "or"):
            join = and_ if call.op == "and" else or_
            self._count(call, 1, 10_000)
            return join(*(self.condition(arg) for arg in call.args))
        if call.op == "not":
            self._count(call, 1)
            return not_(self.condition(call.args[0]))
        if call.op == "isNull":
            self._count(call, 1)
            return self.operand(call.args[0]).sql.is_(None)
        if call.op in COMPARISONS:
            self._count(call, 2)
            first, second = alike([self.operand(arg) for arg in call.args])
            if Type.TEXTS in (first.type, second.type):
                raise NotCql2("lists are compared by A_EQUALS, A_CONTAINS, A_OVERLAPS")
            return COMPARISONS[call.op](first.sql, second.sql)
        return self._predicate(call)

    def _predicate(self, call: Call) -> Condition:
        if call.op == "like":
            return self._like(call)
        if call.op == "between":
            self._count(call, 3)
            value, low, high = alike([self.operand(arg) for arg in call.args])
            return and_(value.sql >= low.sql, value.sql <= high.sql)
        if call.op == "in":
            return self._among(call)
        if call.op in spatial.RELATIONS:
            return spatial.relate(call.op, *self._pair(call))
        if call.op in temporal.RELATIONS:
            return temporal.relate(call.op, *self._pair(call))
        if call.op in LISTS:
            self._count(call, 2)
            first, second = (self._texts(arg) for arg in call.args)
            return LISTS[call.op](first.sql, second.sql)
        raise NotCql2(f"{call.op[:40]} is not a function that gives a condition")

    def _pair(self, call: Call) -> tuple[Operand, Operand]:
        self._count(call, 2)
        first, second = (self.operand(arg) for arg in call.args)
        return first, second

    def _count(self, call: Call, least: int, most: int | None = None) -> None:
        if not least <= len(call.args) <= (most or least):
            raise NotCql2(f"{call.op[:40]} takes {least} operands")

    def _like(self, call: Call) -> Condition:
        value, pattern = self._pair(call)
        if value.type is not Type.TEXT or pattern.type is not Type.TEXT:
            raise NotCql2("like takes texts")
        if pattern.constant is None:
            raise NotCql2("the pattern of like is a text, or casei or accenti of one")
        trailing = len(pattern.constant) - len(pattern.constant.rstrip("\\"))
        if trailing % 2:
            raise NotCql2("the pattern of like ends with its escape character")
        return value.sql.like(pattern.sql)

    def _among(self, call: Call) -> Condition:
        self._count(call, 2)
        value, listed = call.args
        if not isinstance(listed, Items) or not listed.items:
            raise NotCql2("in takes a list")
        operands = alike([self.operand(value), *(self.operand(item) for item in listed.items)])
        first, *others = operands
        if first.type is Type.TEXTS:
            raise NotCql2("in takes single values")
        return or_(*(first.sql == other.sql for other in others))

    def _texts(self, node: Node) -> Operand:
        items = node.items if isinstance(node, Items) else (node,)
        if all(isinstance(item, str) for item in items):
            return of_texts([cast("str", item) for item in items])
        operand = self.operand(node)
        if operand.type is not Type.TEXTS:
            raise NotCql2("lists hold texts")
        return operand

    def operand(self, node: Node) -> Operand:
        """A value, a property or what a function gives."""
        readers: dict[type, Callable[[Any], Operand]] = {
            bool: of_boolean,
            str: of_text,
            Decimal: of_number,
            Instant: of_instant,
            Name: self._property,
            Span: self._span,
            Shape: self._shape,
            Call: self._function,
        }
        if type(node) not in readers:
            raise NotCql2("a list stands only behind in and in functions of lists")
        return readers[type(node)](node)

    def _span(self, span: Span) -> Operand:
        return Operand(Type.SPAN, self._end(span.start, "start"), self._end(span.end, "end"))

    def _shape(self, shape: Shape) -> Operand:
        return spatial.of_shape(shape, self.system)

    def _function(self, call: Call) -> Operand:
        if call.op in OPERATIONS:
            return calculate(call.op, [self.operand(arg) for arg in call.args])
        if call.op in TEXT_FUNCTIONS:
            self._count(call, 1)
            text = self.operand(call.args[0])
            if text.type is not Type.TEXT:
                raise NotCql2(f"{call.op} takes a text")
            return Operand(Type.TEXT, TEXT_FUNCTIONS[call.op](text.sql), constant=text.constant)
        return Operand(Type.BOOLEAN, self._call(call))

    def _property(self, node: Name) -> Operand:
        if node.name in GEOMETRY_NAMES:
            return Operand(Type.GEOMETRY, self.collection.geometry)
        field = self.collection.queryables.get(node.name)
        if field is None:
            raise NotCql2(f"{node.name[:40]} is none of the queryables")
        return Operand(TYPES[field.kind], self.collection.table.c[field.name])

    def _end(self, end: str | Name, side: str) -> ColumnElement[Any]:
        if isinstance(end, Name):
            return as_time(self._property(end))
        if end == "..":
            return literal_column(f"CAST('{_INFINITE[side]}' AS timestamptz)")
        return as_time(of_text(end))
