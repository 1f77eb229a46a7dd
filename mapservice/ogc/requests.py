"""The parameters of `/items` and of a single item, read and checked before any SQL."""

from collections.abc import Mapping
from typing import Final

from mapservice.ogc.collections import Collection
from mapservice.ogc.conditions import Condition
from mapservice.ogc.cql2 import LANGUAGES, compile_filter
from mapservice.ogc.fields import Field, Kind
from mapservice.ogc.geometries import areas_of
from mapservice.ogc.items import ItemsRequest
from mapservice.ogc.parameters import (
    check_known,
    parse_bbox,
    parse_bbox_crs,
    parse_datetime,
    parse_limit,
    refuse,
)
from mapservice.ogc.reference_systems import CRS84, parse_crs
from mapservice.ogc.sorting import decode_token, parse_sortby
from mapservice.ogc.values import parse_value
from mapservice.parameters import Arguments, not_among

CHOOSING: Final = ("bbox", "bbox-crs", "datetime", "q", "filter", "filter-lang", "filter-crs")
"""Parameters that decide which features match, besides the collection's own properties."""
SHOWING: Final = ("f", "limit", "token", "crs", "properties", "sortby")
MOST_WORDS: Final = 10


def property_parameters(collection: Collection) -> dict[str, Field]:
    """Properties that a parameter of their name filters by equality; times have `datetime`."""
    return {
        name: field
        for name, field in collection.queryables.items()
        if field.kind is not Kind.TIMESTAMP
    }


def items_parameters(collection: Collection) -> set[str]:
    """Names of every parameter that `/items` knows."""
    return {*CHOOSING, *SHOWING, *property_parameters(collection)}


def parse_items(
    collection: Collection, arguments: Arguments, *, most: int, default_limit: int
) -> ItemsRequest:
    """The request; raises BadParameter."""
    given = check_known(arguments, items_parameters(collection))
    sort = parse_sortby(collection, given["sortby"]) if "sortby" in given else ()
    bbox = (
        parse_bbox(given["bbox"], parse_bbox_crs(given.get("bbox-crs")))
        if "bbox" in given
        else None
    )
    if bbox and not bbox.is_plain:
        # Whether it can be brought to the stored system is known before anything is asked.
        areas_of("bbox", bbox)
    question = {name: given[name] for name in given if name not in SHOWING}
    return ItemsRequest(
        collection,
        parse_limit(given.get("limit"), default_limit, most),
        bbox=bbox,
        interval=parse_datetime(given["datetime"]) if "datetime" in given else None,
        equals=_property_filters(collection, given),
        words=_parse_words(given["q"]) if "q" in given else (),
        filter=_parse_filter(collection, given),
        sort=sort,
        token=decode_token(collection, sort, given["token"]) if "token" in given else None,
        fields=parse_properties(collection, given.get("properties")),
        system=parse_crs("crs", given["crs"]) if "crs" in given else CRS84,
        question=tuple(sorted(question.items())),
    )


def parse_item(collection: Collection, arguments: Arguments) -> ItemsRequest:
    """The request for one feature; raises BadParameter."""
    given = check_known(arguments, ("f", "crs", "properties"))
    return ItemsRequest(
        collection,
        1,
        fields=parse_properties(collection, given.get("properties")),
        system=parse_crs("crs", given["crs"]) if "crs" in given else CRS84,
    )


def parse_properties(collection: Collection, text: str | None) -> tuple[Field, ...]:
    """The properties to write; all of them when not said."""
    if text is None:
        return collection.fields
    names = [name.strip() for name in text.split(",")]
    for name in names:
        if name not in collection.by_name:
            raise not_among("properties", collection.by_name)
    return tuple(field for field in collection.fields if field.name in names)


def _property_filters(
    collection: Collection, given: Mapping[str, str]
) -> tuple[tuple[Field, object], ...]:
    return tuple(
        (field, parse_value(name, field, given[name]))
        for name, field in property_parameters(collection).items()
        if name in given
    )


def _parse_words(text: str) -> tuple[tuple[str, ...], ...]:
    """`q`: alternatives by commas, in each of which all words must occur."""
    phrases = tuple(tuple(part.split()) for part in text.replace("、", ",").split(","))
    found = tuple(phrase for phrase in phrases if phrase)
    if not found or sum(len(phrase) for phrase in found) > MOST_WORDS:
        raise refuse("q", f"1 … {MOST_WORDS}")
    return found


def _parse_filter(collection: Collection, given: Mapping[str, str]) -> Condition | None:
    system = parse_crs("filter-crs", given["filter-crs"]) if "filter-crs" in given else CRS84
    language = given.get("filter-lang", "cql2-text")
    if language not in LANGUAGES:
        raise not_among("filter-lang", LANGUAGES)
    if "filter" not in given:
        return None
    return compile_filter(collection, given["filter"], language, system)
