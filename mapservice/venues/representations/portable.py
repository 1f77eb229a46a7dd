"""One HTML file with map and list that loads nothing: to send by mail into a closed network.

folium draws an empty map; everything else is put into the finished file, as JSON that a
script reads with `textContent` (`mapservice.folium_pages` says why).
"""

from typing import Any, Final

from flask import Response
from markupsafe import escape

from mapservice.assets import STATIC
from mapservice.folium_pages import POLICY, empty_maps
from mapservice.languages import HTML_LANGUAGE, get_language, gettext
from mapservice.venues.exporting import Export
from mapservice.venues.pages.cards import make_card
from mapservice.venues.pages.facets import active_conditions
from mapservice.venues.pages.head import script_json, site_name
from mapservice.venues.pages.links import absolute, search_url
from mapservice.venues.pages.maps import attributions, bounds_of
from mapservice.venues.pages.models import VenueCard
from mapservice.venues.pages.results import make_origin, walking_note
from mapservice.venues.representations.printed import read_base

SCRIPT: Final = STATIC.parent / "venues" / "representations" / "portable.js"
STYLE: Final = STATIC.parent / "venues" / "representations" / "portable.css"
MOST_IN_FILE: Final = 2000


def file_response(export: Export) -> Response:
    response = Response(make_file(export), mimetype="text/html")
    response.headers["Content-Disposition"] = 'attachment; filename="map.html"'
    return response


def make_file(export: Export) -> str:
    """The whole file. Raises UnknownLink when folium wants what is not here."""
    (name,), page = empty_maps(export.around.city.bounds, 1)
    cards = [
        make_card(number, row, export.around.gazetteer, export.around.moment)
        for number, row in enumerate(export.rows[:MOST_IN_FILE], start=1)
    ]
    data = script_json({"map": name, **_content(export, cards)})
    head = (
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="robots" content="noindex">'
        f"<title>{escape(site_name())}</title><style>{STYLE.read_text(encoding='utf-8')}</style>"
    )
    body = (
        f'<script type="application/json" id="content">{data}</script>'
        f"<script>{SCRIPT.read_text(encoding='utf-8')}</script>"
    )
    language = HTML_LANGUAGE[get_language()]
    page = page.replace("<html>", f'<html lang="{language}">', 1)
    page = page.replace("<head>", f"<head>{head}", 1)
    return page.replace("</html>", f"{body}</html>", 1)


def _content(export: Export, cards: list[VenueCard]) -> dict[str, Any]:
    origin = make_origin(export.around.gazetteer, export.found)
    west, south, east, north = bounds_of(tuple(cards), origin) or export.around.city.bounds
    return {
        "title": site_name(),
        "conditions": [text for _, text in active_conditions(export.search,
                                                             export.around.gazetteer)],
        "count": gettext("%(count)s places", count=export.total),
        "date": export.around.moment.at.date().isoformat(),
        "live": absolute(search_url(export.search)),
        "bounds": [[south, west], [north, east]],
        "origin": origin and {"name": origin.name, "lon": origin.lon, "lat": origin.lat},
        "districts": read_base(export, "districts"),
        "stations": read_base(export, "stations"),
        "venues": [_venue(card) for card in cards],
        "attributions": [*attributions(), "Leaflet"],
        "notes": [walking_note()],
    }  # fmt: skip


def _venue(card: VenueCard) -> dict[str, Any]:
    sample = gettext("Sample: ") if card.sample else ""
    distance = (
        gettext("%(metres)s m, about %(minutes)s min on foot",
                metres=card.distance.metres, minutes=card.distance.walk_minutes)
        if card.distance
        else None
    )  # fmt: skip
    access = gettext(", ").join(each.title for each in card.accessible)
    lines = [card.kind or card.layer_title, card.address, distance, card.opening.text, access]
    return {
        "number": card.number,
        "name": f"{sample}{card.name}",
        "lines": [line for line in lines if line],
        "color": card.symbol.color,
        "lon": card.position.lon if card.position else None,
        "lat": card.position.lat if card.position else None,
        "about": card.position.precision_title if card.position else gettext("Position unknown"),
    }
