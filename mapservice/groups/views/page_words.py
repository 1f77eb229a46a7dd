"""What the templates of groups ask for: words of chosen values, and facts for the pin's map."""

from functools import cache
from typing import Any

from flask import Blueprint, current_app
from sqlalchemy import select

from geodata.city import read_city
from layers.districts import District
from mapservice.assets import script_root
from mapservice.groups.fields import STEPS
from mapservice.languages import get_language
from mapservice.settings import Settings


def option_titles(name: str, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """The words of the chosen values of a field, in the page's language."""
    titles = _district_titles() if name == "districts" else _titles(name)
    return tuple(titles.get(value, value) for value in chosen)


def _titles(name: str) -> dict[str, str]:
    fields = {field.name: field for step in STEPS.values() for field in step}
    choices = fields[name].choices
    return {option.value: option.title for option in choices()} if choices else {}


def _district_titles() -> dict[str, str]:
    english = get_language() == "en"
    with current_app.extensions["databases"].web.connect() as connection:
        rows = connection.execute(select(District.name_ja, District.name_en)).all()
    return {row.name_ja: (row.name_en if english else None) or row.name_ja for row in rows}


@cache
def _bounds(city: str) -> list[float]:
    """West, south, east, north in degrees."""
    return list(read_city(city).bounds)


def form_map() -> dict[str, Any]:
    """Facts for a map inside a form: our own base, or the operator's tiles."""
    settings: Settings = current_app.extensions["settings"]
    root = script_root()
    tiles = settings.tile_url and {
        "url": settings.tile_url,
        "attribution": settings.tile_attribution,
    }
    base = {name: f"{root}/base/{name}.geojson" for name in ("districts", "towns", "stations")}
    return {
        "language": get_language(),
        "bounds": _bounds(settings.city),
        "tiles": tiles or None,
        "urls": {"base": base},
    }


def add_words(blueprint: Blueprint) -> None:
    blueprint.app_context_processor(lambda: {"form_map": form_map, "option_titles": option_titles})
