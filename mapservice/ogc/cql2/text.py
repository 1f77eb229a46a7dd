"""CQL2 text to a tree.

The grammar is ours and the parser is lark's LALR(1), which needs no recursion: of the
libraries for CQL2, `cql2` 0.6 ends the process on 4,000 minus signs and takes minutes for 30
open parentheses, and `pygeofilter` 0.4 does not read names of one letter or temporal
functions.
"""

from decimal import Decimal
from functools import cache
from typing import Any, Final, cast

import shapely
from lark import Lark, Token, Transformer, v_args
from lark.exceptions import LarkError, VisitError
from shapely.geometry.base import BaseGeometry

from mapservice.ogc.cql2.tree import (
    Call,
    Instant,
    Items,
    Name,
    Node,
    NotCql2,
    Shape,
    Span,
    check_depth,
)

Coordinates = list[Any]

# An apostrophe in a text may follow a backslash instead of another apostrophe.
_QUOTES: Final = (("''", "'"), ("\\'", "'"))


def _unquote(token: str) -> str:
    text = token[1:-1]
    for escaped, plain in _QUOTES:
        text = text.replace(escaped, plain)
    return text


def shape_of(kind: str, coordinates: Coordinates) -> BaseGeometry:
    """A geometry from GeoJSON's coordinates; heights are left out, as features have none."""
    makers: dict[str, Any] = {
        "Point": shapely.Point,
        "LineString": shapely.LineString,
        "Polygon": lambda rings: shapely.Polygon(rings[0], rings[1:]),
        "MultiPoint": shapely.MultiPoint,
        "MultiLineString": shapely.MultiLineString,
        "MultiPolygon": lambda parts: shapely.MultiPolygon(
            [(rings[0], rings[1:]) for rings in parts]
        ),
    }
    try:
        geometry: BaseGeometry = makers[kind](coordinates)
    except (ValueError, TypeError, IndexError, shapely.errors.GEOSException) as error:
        raise NotCql2(f"no valid {kind}") from error
    return shapely.force_2d(geometry)


@v_args(inline=True)
class _Builder(Transformer[Token, Node]):
    """Makes the tree while the parser reduces."""

    def any(self, *args: Node) -> Node:
        return args[0] if len(args) == 1 else Call("or", args)

    def all(self, *args: Node) -> Node:
        return args[0] if len(args) == 1 else Call("and", args)

    def negated(self, arg: Node) -> Call:
        return Call("not", (arg,))

    def compared(self, left: Node, sign: Token, right: Node) -> Call:
        return Call(str(sign), (left, right))

    def like(self, *args: Node) -> Call:
        return Call("like", args)

    def not_like(self, *args: Node) -> Call:
        return Call("not", (Call("like", args),))

    def between(self, *args: Node) -> Call:
        return Call("between", args)

    def not_between(self, *args: Node) -> Call:
        return Call("not", (Call("between", args),))

    def among(self, value: Node, group: Items) -> Call:
        return Call("in", (value, group))

    def not_among(self, value: Node, group: Items) -> Call:
        return Call("not", (Call("in", (value, group)),))

    def is_null(self, arg: Node) -> Call:
        return Call("isNull", (arg,))

    def is_not_null(self, arg: Node) -> Call:
        return Call("not", (Call("isNull", (arg,)),))

    def plus(self, *args: Node) -> Call:
        return Call("+", args)

    def minus(self, *args: Node) -> Call:
        return Call("-", args)

    def times(self, *args: Node) -> Call:
        return Call("*", args)

    def divided(self, *args: Node) -> Call:
        return Call("/", args)

    def modulo(self, *args: Node) -> Call:
        return Call("%", args)

    def div(self, *args: Node) -> Call:
        return Call("div", args)

    def power(self, *args: Node) -> Call:
        return Call("^", args)

    def opposite(self, arg: Node) -> Node:
        return -arg if isinstance(arg, Decimal) else Call("*", (Decimal(-1), arg))

    def number(self, token: Token) -> Decimal:
        return Decimal(str(token))

    def string(self, token: Token) -> str:
        return _unquote(token)

    def yes(self) -> bool:
        return True

    def no(self) -> bool:
        return False

    def name(self, token: Token) -> Name:
        return Name(str(token))

    def quoted(self, token: Token) -> Name:
        return Name(token[1:-1].replace('""', '"'))

    def call(self, name: Token, group: Items) -> Call:
        return Call(name.lower(), group.items)

    def date(self, token: Token) -> Instant:
        return Instant("date", _unquote(token))

    def timestamp(self, token: Token) -> Instant:
        return Instant("timestamp", _unquote(token))

    def span(self, start: str | Name, end: str | Name) -> Span:
        return Span(start, end)

    def group(self, *args: Node | None) -> Items:
        return Items(tuple(arg for arg in args if arg is not None))

    def grouped(self, group: Items) -> Node:
        return group.items[0] if len(group.items) == 1 else group

    def bbox(self, *numbers: float) -> Shape:
        return Shape(box_of(list(numbers)))

    def shape(self, geometry: BaseGeometry) -> Shape:
        return Shape(geometry)

    def signed(self, token: Token) -> float:
        return float(token)

    def negative(self, token: Token) -> float:
        return -float(token)

    def position(self, *numbers: float) -> Coordinates:
        return list(numbers)

    def positions(self, *positions: Coordinates) -> Coordinates:
        return list(positions)

    def rings(self, *rings: Coordinates) -> Coordinates:
        return list(rings)

    def point(self, position: Coordinates) -> BaseGeometry:
        return shape_of("Point", position)

    def linestring(self, positions: Coordinates) -> BaseGeometry:
        return shape_of("LineString", positions)

    def polygon(self, rings: Coordinates) -> BaseGeometry:
        return shape_of("Polygon", rings)

    def multipoint(self, *positions: Coordinates) -> BaseGeometry:
        return shape_of("MultiPoint", list(positions))

    def multilinestring(self, lines: Coordinates) -> BaseGeometry:
        return shape_of("MultiLineString", lines)

    def multipolygon(self, *polygons: Coordinates) -> BaseGeometry:
        return shape_of("MultiPolygon", list(polygons))

    def collection(self, *geometries: BaseGeometry) -> BaseGeometry:
        return shapely.GeometryCollection(list(geometries))


def box_of(numbers: list[float]) -> BaseGeometry:
    """The area of a box of 4 or 6 numbers; NotCql2 for any other."""
    if len(numbers) not in (4, 6):
        raise NotCql2("a box has 4 or 6 numbers")
    half = len(numbers) // 2
    return shapely.box(numbers[0], numbers[1], numbers[half], numbers[half + 1])


@cache
def _parser() -> Lark:
    return Lark.open(
        "grammar.lark", rel_to=__file__, parser="lalr", transformer=_Builder(),
        maybe_placeholders=False,
    )  # fmt: skip


def parse_text(text: str) -> Node:
    """The tree of a filter; NotCql2 with the place where reading ended."""
    try:
        return check_depth(cast("Node", _parser().parse(text)))
    except VisitError as error:
        raise NotCql2(str(error.orig_exc)) from None
    except LarkError as error:
        place = getattr(error, "column", -1)
        raise NotCql2(
            f"cannot be read at character {place}" if place > 0 else "ends too early"
        ) from None
