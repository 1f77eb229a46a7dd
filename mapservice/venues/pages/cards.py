"""A venue's row as people read it in a list."""

import math
from typing import Any, Final

from geodata.repair.kana import to_hiragana
from layers import get_layer
from layers.declaration import Layer, PropertyType
from layers.groups import UNCONFIRMED
from layers.text import Language
from layers.venue import ACCESSIBILITY, FEES, PRECISIONS
from mapservice.languages import get_language, localize
from mapservice.venues.pages.hours import opening_of
from mapservice.venues.pages.links import place_url
from mapservice.venues.pages.models import (
    Access,
    Distance,
    Labelled,
    PlacePosition,
    Room,
    Symbol,
    VenueCard,
)
from mapservice.venues.places import Gazetteer
from mapservice.venues.queries.conditions import Moment
from mapservice.venues.queries.results import VenueRow

# 不動産の表示に関する公正競争規約施行規則 第9条第9号: 80 m on the road are one minute, rounded up.
WALK_M_PER_MINUTE: Final = 80


def distance_of(metres: float) -> Distance:
    return Distance(round(metres), max(1, math.ceil(metres / WALK_M_PER_MINUTE)))


def symbol_of(layer: Layer) -> Symbol:
    return Symbol(layer.style.shape, layer.style.color, layer.style.glyph)


def name_in(language: Language, name_ja: str, name_en: str | None) -> str:
    return (name_en or name_ja) if language == "en" else name_ja


def reading_of(row: VenueRow) -> str | None:
    """The reading in hiragana, for plain Japanese."""
    return to_hiragana(row.name_kana) if row.name_kana and get_language() == "easy" else None


def area_name(gazetteer: Gazetteer, kind: str, name_ja: str | None) -> str | None:
    """A district or town in the request's language; with its reading in plain Japanese."""
    if name_ja is None or get_language() == "ja":
        return name_ja
    place = gazetteer.named(kind, name_ja)
    if place is None:
        return name_ja
    if get_language() == "en":
        return place.name_en or name_ja
    return f"{name_ja}({to_hiragana(place.name_kana)})" if place.name_kana else name_ja


def kind_of(row: VenueRow) -> str | None:
    """The words for the venue's kind; the value itself if its layer no longer declares it."""
    if row.kind is None:
        return None
    for declared in get_layer(row.layer).properties:
        if declared.name == "kind":
            return next(
                (localize(choice.title) for choice in declared.choices if choice.value == row.kind),
                row.kind,
            )
    return None


def access_of(row: VenueRow) -> tuple[Access, ...]:
    return tuple(
        Access(
            declared.name,
            localize(declared.title),
            row.access[declared.name],
            localize(declared.title_of(row.access[declared.name])),
        )
        for declared in ACCESSIBILITY
    )


def fee_of(row: VenueRow) -> Labelled:
    return Labelled(
        row.fee, next(localize(choice.title) for choice in FEES if choice.value == row.fee)
    )


def position_of(row: VenueRow) -> PlacePosition | None:
    if row.lon is None or row.lat is None:
        return None
    title = next(choice.title for choice in PRECISIONS if choice.value == row.precision)
    return PlacePosition(row.lon, row.lat, row.precision, localize(title))


def is_fresh(row: VenueRow, layer: Layer, moment: Moment) -> bool | None:
    if row.checked_on is None:
        return None
    return (moment.at.date() - row.checked_on).days <= layer.fresh_days


def unconfirmed_days(row: VenueRow, moment: Moment) -> int | None:
    """Since when a group has not confirmed its record, if it was asked and marked."""
    if UNCONFIRMED not in row.extra or row.checked_on is None:
        return None
    return (moment.at.date() - row.checked_on).days


def rooms_of(row: VenueRow) -> tuple[Room, ...]:
    """Rooms as far as they are written as layers/venue.py says; other entries are passed over."""
    return tuple(
        Room(
            str(room["name"]),
            _whole(room.get("capacity")),
            _number(room.get("area_m2")),
            str(room["fee"]) if room.get("fee") else None,
            tuple(str(item) for item in room.get("equipment") or ()),
        )
        for room in row.rooms or ()
        if isinstance(room, dict) and room.get("name")
    )


def make_card(number: int, row: VenueRow, gazetteer: Gazetteer, moment: Moment) -> VenueCard:
    layer = get_layer(row.layer)
    access = access_of(row)
    return VenueCard(
        number=number,
        layer=row.layer,
        layer_title=localize(layer.title),
        symbol=symbol_of(layer),
        id=row.id,
        url=place_url(row.layer, row.id),
        name=name_in(get_language(), row.name_ja, row.name_en),
        reading=reading_of(row),
        name_ja=row.name_ja,
        kind=kind_of(row),
        address=row.address,
        district=area_name(gazetteer, "district", row.district),
        town=area_name(gazetteer, "town", row.town),
        position=position_of(row),
        distance=None if row.distance_m is None else distance_of(row.distance_m),
        opening=opening_of(row.opening_hours, moment),
        capacity=row.capacity,
        largest_room=max((room.capacity or 0 for room in rooms_of(row)), default=0) or None,
        fee=fee_of(row),
        equipment=tuple(row.equipment or ()),
        accessible=tuple(each for each in access if each.value == "yes"),
        inaccessible=tuple(each for each in access if each.value == "no"),
        unknown_access=sum(each.value == "unknown" for each in access),
        checked_on=row.checked_on,
        fresh=is_fresh(row, layer, moment),
        unconfirmed_days=unconfirmed_days(row, moment),
        verified=row.verified,
        sample=row.sample,
    )


def value_text(layer: Layer, name: str, value: Any) -> str:
    """A property's value in words, with its unit."""
    declared = layer[name]
    match declared.type:
        case PropertyType.CHOICES:
            titles = {choice.value: localize(choice.title) for choice in declared.choices}
            return "、".join(titles.get(item, item) for item in value)
        case PropertyType.TEXTS:
            return "、".join(value)
        case PropertyType.CHOICE | PropertyType.TERNARY:
            return localize(declared.title_of(value))
        case PropertyType.INTEGER | PropertyType.NUMBER:
            amount = f"{value:,.15g}"
            return f"{amount} {declared.unit}" if declared.unit else amount
    return str(value)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def _whole(value: object) -> int | None:
    number = _number(value)
    return None if number is None else int(number)
