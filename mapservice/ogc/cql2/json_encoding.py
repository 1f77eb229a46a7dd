"""CQL2 JSON to a tree."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

import shapely

from mapservice.ogc.cql2.text import box_of, shape_of
from mapservice.ogc.cql2.tree import (
    MAX_DEPTH,
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

MOST_DIGITS: Final = 40
GEOMETRIES: Final = (
    "Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon",
)  # fmt: skip


def parse_json(text: str) -> Node:
    """The tree of a filter; NotCql2 for what is not CQL2 JSON."""
    try:
        document = json.loads(
            text, parse_float=_decimal, parse_int=_decimal, parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError) as error:
        raise NotCql2("is not JSON") from error
    return check_depth(_node(document, 0))


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if len(text) > MOST_DIGITS or not -99 <= number.adjusted() <= 99:
        raise NotCql2("a number is out of range")
    return number


def _refuse_constant(text: str) -> Decimal:
    raise NotCql2(f"{text} is not a number")


def _node(value: Any, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise NotCql2(f"deeper than {MAX_DEPTH} levels")
    if isinstance(value, str | bool | Decimal):
        return value
    if isinstance(value, list):
        return Items(tuple(_node(item, depth + 1) for item in value))
    if not isinstance(value, dict):
        raise NotCql2("null is no value")
    if "op" in value:
        return _call(value, depth)
    readers: dict[str, Callable[[dict[str, Any]], Node]] = {
        "property": _name,
        "date": _instant,
        "timestamp": _instant,
        "interval": _span,
        "bbox": _box,
        "type": _shape,
    }
    for key, read in readers.items():
        if key in value:
            return read(value)
    raise NotCql2("an object needs op, property, date, timestamp, interval, bbox or type")


def _call(value: dict[str, Any], depth: int) -> Call:
    op, args = value["op"], value.get("args")
    if not isinstance(op, str) or not isinstance(args, list):
        raise NotCql2("op needs a name and args a list")
    name = op if op == "isNull" else op.lower()
    return Call(name, tuple(_node(item, depth + 1) for item in args))


def _name(value: dict[str, Any]) -> Name:
    return Name(_text(value["property"]))


def _instant(value: dict[str, Any]) -> Instant:
    kind = "date" if "date" in value else "timestamp"
    return Instant(kind, _text(value[kind]))


def _span(value: dict[str, Any]) -> Span:
    ends = value["interval"]
    if not isinstance(ends, list) or len(ends) != 2:
        raise NotCql2("interval has two ends")
    start, end = (_end(item) for item in ends)
    return Span(start, end)


def _end(value: Any) -> str | Name:
    if isinstance(value, dict):
        for kind in ("date", "timestamp"):
            if kind in value:
                return _text(value[kind])
        if "property" in value:
            return _name(value)
        raise NotCql2("an end of an interval is a text or a property")
    return _text(value)


def _box(value: dict[str, Any]) -> Shape:
    numbers = value["bbox"]
    if not isinstance(numbers, list):
        raise NotCql2("bbox is a list")
    return Shape(box_of([_float(number) for number in numbers]))


def _shape(value: dict[str, Any]) -> Shape:
    kind = value["type"]
    if kind == "GeometryCollection":
        parts = value.get("geometries")
        if not isinstance(parts, list) or not parts:
            raise NotCql2("geometries is a list")
        members = []
        for part in parts:
            if not isinstance(part, dict) or part.get("type") not in GEOMETRIES:
                raise NotCql2("a collection holds geometries")
            members.append(_shape(part).geometry)
        return Shape(shapely.GeometryCollection(members))
    if kind not in GEOMETRIES:
        raise NotCql2("type is none of a geometry's")
    return Shape(shape_of(kind, _coordinates(value.get("coordinates"), 0)))


def _coordinates(value: Any, depth: int) -> Any:
    if isinstance(value, list) and depth < 5:
        return [_coordinates(item, depth + 1) for item in value]
    return _float(value)


def _float(value: Any) -> float:
    if not isinstance(value, Decimal):
        raise NotCql2("a coordinate is a number")
    return float(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise NotCql2("a text is needed")
    return value
