"""Filters with their choices, what each would leave, and links that choose it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from geodata.repair.hours import DAYS
from layers.declaration import Property, PropertyType
from layers.venue import ACCESSIBILITY
from mapservice.database.filters import PropertyFilter, parse_filter
from mapservice.languages import gettext, localize
from mapservice.venues.pages.cards import area_name
from mapservice.venues.pages.hours import day_names
from mapservice.venues.pages.links import search_url
from mapservice.venues.pages.models import Active, Control, Facet, Option, Unknown
from mapservice.venues.parameters import own_properties, shared_properties
from mapservice.venues.places import Gazetteer
from mapservice.venues.queries.conditions import PEOPLE_STEPS
from mapservice.venues.queries.facets import Facets
from mapservice.venues.search import DAY_MINUTES, OpenAt, Search

# What people ask first stands first; the other shared ones follow as they are declared.
MAIN: Final = ("kind", "district", "fee", "equipment")
_ACCESS: Final = frozenset(declared.name for declared in ACCESSIBILITY)
_USUAL_MINUTE: Final = 14 * 60
MOST_OPTIONS: Final = 100
_RANGES: Final = (PropertyType.INTEGER, PropertyType.NUMBER, PropertyType.DATE)
_NOT_OFFERED: Final = frozenset({"town"})
"""Filters of the URL that the search box serves better than a list of two hundred."""


def make_facets(search: Search, counts: Facets, gazetteer: Gazetteer) -> tuple[Facet, ...]:
    """Every filter, in the order of the form."""
    shared, own = shared_properties(), own_properties(search.layers)
    names = [*MAIN, *(name for name in shared if name not in MAIN and name not in _NOT_OFFERED)]
    return (
        _people(search, counts),
        _open(search, counts),
        *(_facet(search, counts, gazetteer, shared[name]) for name in names),
        *(_facet(search, counts, gazetteer, declared) for declared in own.values()),
    )


def active_conditions(search: Search, gazetteer: Gazetteer) -> Iterator[tuple[str, str]]:
    """Name and words of each condition of the search."""
    if search.q:
        yield "q", gettext("Words: %(words)s", words=search.q)
    if search.people is not None:
        yield "people", gettext("For %(people)s people or more", people=search.people)
    if search.open_at is not None:
        yield "open", open_text(search.open_at)
    for wanted in search.filters:
        title = localize(wanted.declared.title)
        plain = _control(wanted.declared) == "flag" and wanted.values == ("yes",)
        yield wanted.name, title if plain else f"{title}: {filter_text(wanted, gazetteer)}"


def make_active(search: Search, gazetteer: Gazetteer) -> tuple[Active, ...]:
    return tuple(
        Active(label, search_url(search.without(name)))
        for name, label in active_conditions(search, gazetteer)
    )


def open_text(wanted: OpenAt) -> str:
    if wanted.minute is None:
        return gettext("Open now")
    day, minute = divmod(wanted.minute, DAY_MINUTES)
    return gettext(
        "Open on %(day)s at %(time)s",
        day=day_names()[day],
        time=f"{minute // 60:02d}:{minute % 60:02d}",
    )


def filter_text(wanted: PropertyFilter, gazetteer: Gazetteer) -> str:
    if not wanted.values:
        unit = wanted.declared.unit
        return f"{str(wanted).replace('..', '–')}{' ' + unit if unit else ''}"
    return gettext(", ").join(_label(wanted.declared, value, gazetteer) for value in wanted.values)


def _people(search: Search, counts: Facets) -> Facet:
    options = tuple(
        Option(
            str(step),
            gettext("%(people)s people", people=step),
            counts.of("people", str(step)),
            search.people == step,
            search_url(search.but(people=step)),
        )
        for step in PEOPLE_STEPS
    )
    return Facet(
        "people", gettext("People"), "number", "main", options,
        _unknown(search, counts, "people"), str(search.people or ""), gettext("people"),
        gettext("Places, or one of their rooms, that hold at least so many."),
    )  # fmt: skip


def _open(search: Search, counts: Facets) -> Facet:
    days = tuple(
        (day, day_names()[place], OpenAt(place * DAY_MINUTES + _USUAL_MINUTE))
        for place, day in enumerate(DAYS)
    )
    options = tuple(
        Option(
            value, label, None, _same_day(search.open_at, wanted),
            search_url(search.but(open_at=wanted)),
        )
        for value, label, wanted in (("now", gettext("Open now"), OpenAt(None)), *days)
    )  # fmt: skip
    return Facet(
        "open", gettext("Open at"), "time", "main", options, _unknown(search, counts, "open"),
        str(search.open_at or ""), None, None,
    )  # fmt: skip


def _same_day(chosen: OpenAt | None, wanted: OpenAt) -> bool:
    if chosen is None or chosen.minute is None or wanted.minute is None:
        return chosen == wanted
    return chosen.minute // DAY_MINUTES == wanted.minute // DAY_MINUTES


def _facet(search: Search, counts: Facets, gazetteer: Gazetteer, declared: Property) -> Facet:
    wanted = search.filter(declared.name)
    control = _control(declared)
    is_own = declared.name in own_properties(search.layers)
    return Facet(
        name=declared.name,
        title=localize(declared.title),
        control=control,
        group="layer" if is_own else "accessibility" if declared.name in _ACCESS else "main",
        options=_options(search, counts, gazetteer, declared),
        unknown=_unknown(search, counts, declared.name),
        value=str(wanted) if wanted else "",
        unit=declared.unit,
        help=localize(declared.help) if declared.help else None,
    )


def _control(declared: Property) -> Control:
    if declared.type in (PropertyType.TERNARY, PropertyType.BOOLEAN):
        return "flag"
    if declared.type in _RANGES:
        return "range"
    return "text" if declared.type is PropertyType.TEXTS else "choice"


def _options(
    search: Search, counts: Facets, gazetteer: Gazetteer, declared: Property
) -> tuple[Option, ...]:
    wanted = search.filter(declared.name)
    chosen = wanted.values if wanted else ()
    made = []
    for value in _values(search, counts, gazetteer, declared):
        toggled = [each for each in chosen if each != value]
        if value not in chosen:
            toggled = [*chosen, value]
        changed = parse_filter(declared, ",".join(toggled))
        made.append(
            Option(
                value,
                _label(declared, value, gazetteer),
                None if declared.type is PropertyType.BOOLEAN else counts.of(declared.name, value),
                value in chosen,
                search_url(search.with_filter(declared.name, changed)),
            )
        )
    return tuple(made)


def _values(
    search: Search, counts: Facets, gazetteer: Gazetteer, declared: Property
) -> tuple[str, ...]:
    """Choices as declared; of free text those that occur, the commonest first."""
    if declared.type in _RANGES:
        return ()
    if declared.type in (PropertyType.TERNARY, PropertyType.BOOLEAN):
        return ("yes",)
    declared_values = tuple(
        choice.value for choice in declared.choices if choice.value != "unknown"
    )
    if declared.choices:
        return declared_values
    if declared.name == "district":
        return tuple(place.name_ja for place in gazetteer.places if place.kind == "district")
    prefix = f"{declared.name}="
    found = {
        token.removeprefix(prefix): count
        for token, count in (counts.counts or {}).items()
        if token.startswith(prefix) and token != f"{prefix}?"
    }
    wanted = search.filter(declared.name)
    for value in wanted.values if wanted else ():
        found.setdefault(value, 0)
    return tuple(sorted(found, key=lambda value: (-found[value], value))[:MOST_OPTIONS])


def _label(declared: Property, value: str, gazetteer: Gazetteer) -> str:
    if declared.type is PropertyType.TERNARY or declared.choices:
        return localize(declared.title_of(value))
    if declared.type is PropertyType.BOOLEAN:
        return gettext("Yes") if value == "yes" else gettext("No")
    if declared.name in ("district", "districts"):
        return area_name(gazetteer, "district", value) or value
    if declared.name == "town":
        return area_name(gazetteer, "town", value) or value
    return value


def _unknown(search: Search, counts: Facets, name: str) -> Unknown:
    included = name in search.unknown
    return Unknown(
        name,
        counts.of(name, "?"),
        included,
        search_url(replace(search.with_unknown(name, not included))),
    )
