"""A CQL2 filter as a tree (OGC 21-065r2): what both encodings are read to.

Operations have the names of the JSON encoding (`and`, `isNull`, `s_intersects`, `+`).
Plain values stand for themselves: str, Decimal and bool.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from shapely.geometry.base import BaseGeometry

MAX_DEPTH: Final = 32


@dataclass(frozen=True, slots=True)
class Call:
    """An operation with its operands."""

    op: str
    args: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A property of the collection."""

    name: str


@dataclass(frozen=True, slots=True)
class Instant:
    """`DATE('…')` or `TIMESTAMP('…')`: `kind` is `date` or `timestamp`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """`INTERVAL(start, end)`; an end is a text (`..` for open) or a property."""

    start: str | Name
    end: str | Name


@dataclass(frozen=True, slots=True)
class Shape:
    """A geometry literal, its axes in the order of the filter's reference system."""

    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class Items:
    """A list of values."""

    items: tuple["Node", ...]


Node = Call | Name | Instant | Span | Shape | Items | str | Decimal | bool


class NotCql2(ValueError):
    """The text is no CQL2, or more of it than is read; the message is for its author."""


def children(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Call):
        return node.args
    if isinstance(node, Items):
        return node.items
    return ()


def check_depth(root: Node) -> Node:
    """The tree itself, if no branch of it is deeper than MAX_DEPTH; NotCql2 otherwise."""
    level = [root]
    for _ in range(MAX_DEPTH + 1):
        level = [child for node in level for child in children(node)]
        if not level:
            return root
    raise NotCql2(f"deeper than {MAX_DEPTH} levels")
