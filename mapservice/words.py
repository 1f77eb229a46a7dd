"""Words and symbols that every page needs, whatever its view: for scripts and for the sprite."""

from typing import Final

from flask import Flask, current_app
from markupsafe import Markup

from layers import venue_layers
from layers.text import Language
from mapservice.languages import READING, gettext
from mapservice.settings import Settings

# Points of each shape in a square of 32: drawn once in `templates/symbols.html`.
SHAPES: Final[dict[str, str]] = {
    "circle": "M16 2.5a13.5 13.5 0 1 1 0 27a13.5 13.5 0 1 1 0-27z",
    "square": "M7 3.5h18a3 3 0 0 1 3 3v19a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3v-19a3 3 0 0 1 3-3z",
    "diamond": "M16 .8 31.2 16 16 31.2.8 16z",
    "triangle": "M16 1.2 31.6 28.6a.8.8 0 0 1-.7 1.2H1.1a.8.8 0 0 1-.7-1.2z",
    "star": "M16 .6l4.5 9.6 10.5 1.4-7.7 7.3 1.9 10.5L16 24.3l-9.2 5.1 1.9-10.5L1 11.6l10.5-1.4z",
    "hexagon": "M9 3.5h14L30.4 16 23 28.5H9L1.6 16z",
    "area": "M3 8 14 3l15 6-3 19-13 1.5L5 24z",
    "station": "M6 6h20v20H6z",
}

GLYPH_BASELINES: Final[dict[str, float]] = {"triangle": 24.5, "star": 21.0}
GLYPH_BASELINE: Final = 21.4


def script_words() -> dict[str, str]:
    """What the scripts say, by the key that they use, in the request's language."""
    return {
        "aboutHere": gettext("About here (the town, not the place)"),
        "atBusStop": gettext("The bus stop beside it"),
        "close": gettext("Close"),
        "cluster": gettext("{count} places, zoom in"),
        "clusterNear": gettext("{count} places, zoom in around {place}"),
        "copied": gettext("Copied"),
        "copyYourself": gettext("Please copy the selected text"),
        "ctrlWheel": gettext("Hold Ctrl and turn the wheel to zoom"),
        "mapOffline": gettext("No connection: the map shows only the places of this list"),
        "offline": gettext("No connection. What you see is from before."),
        "placesHere": gettext("{count} places here"),
        "sample": gettext("Sample"),
        "showList": gettext("Show the list"),
        "showMap": gettext("Show the map"),
        "station": gettext("{name} Station"),
        "suggestions": gettext("{count} suggestions. Choose with the up and down keys."),
        "symbols": gettext("Places on the map; the arrow keys move between them"),
        "twoFingers": gettext("Move the map with two fingers"),
        "zoomIn": gettext("Zoom in"),
        "zoomOut": gettext("Zoom out"),
    }


def unread(text: str) -> str:
    """Text without the readings in brackets, for attributes and titles, which hold no ruby."""
    plain = READING.sub(r"\1", str(text))
    return Markup(plain) if isinstance(text, Markup) else plain  # noqa: S704 (safe before, safe after)


def hreflang(language: Language) -> str:
    """BCP 47 tag of a language; plain Japanese has none of its own, so a private one."""
    return {"ja": "ja", "en": "en", "easy": "ja-x-easy"}[language]


def init_app(app: Flask) -> None:
    def settings() -> Settings:
        configured: Settings = current_app.extensions["settings"]
        return configured

    app.jinja_env.filters["unread"] = unread
    app.jinja_env.globals.update(
        script_words=script_words,
        venue_layers=venue_layers,
        symbol_shapes=SHAPES,
        glyph_baseline=lambda shape: GLYPH_BASELINES.get(shape, GLYPH_BASELINE),
        service_settings=settings,
        hreflang=hreflang,
    )
