"""What the page's scripts are told beside the answer itself."""

from typing import Any

from flask import current_app, url_for

from mapservice.languages import get_language, gettext
from mapservice.planning.showing.shown import Shown
from mapservice.settings import Settings

BASES = ("districts", "towns", "stations")


def base_facts(shown: Shown) -> dict[str, Any]:
    """Addresses of the base map, bounds, and the words that only scripts say."""
    settings: Settings = current_app.extensions["settings"]
    tiles = (
        {"url": settings.tile_url, "attribution": settings.tile_attribution or ""}
        if settings.tile_url
        else None
    )
    return {
        "language": get_language(),
        "bounds": shown.map["bounds"],
        "tiles": tiles,
        "urls": {"base": {name: url_for("venues.base_map", name=name) for name in BASES}},
        "attributions": [
            gettext("Base: own, outlines approximate; stations: station_database (CC BY-SA 4.0)")
        ],
        "words": {
            "people": gettext("{district}: {minutes} min, {people} people, gap {gap}"),
            "candidate": gettext("{rank}. {name}: {newly} people newly within reach"),
            "existing": gettext("Existing: {name}"),
            "pointHere": gettext("New point"),
            "updated": gettext("The answer has changed: {answer}"),
            "failed": gettext("The answer could not be computed. Please try again."),
        },
    }
