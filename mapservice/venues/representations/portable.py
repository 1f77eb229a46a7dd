"""One HTML file with map and list that loads nothing: to send by mail into a closed network.

branca compiles a rendered map as a Jinja template once more. No text of ours or anybody's
is therefore given to folium: it draws an empty map, and everything else is put into the
finished file, as JSON that a script reads with `textContent`.
"""

import re
from typing import Any, Final

from flask import Response
from markupsafe import escape

from mapservice.assets import STATIC
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

LOCAL: Final = {
    "leaflet.js": STATIC / "third_party" / "leaflet" / "leaflet.js",
    "leaflet.css": STATIC / "third_party" / "leaflet" / "leaflet.css",
}
SCRIPT: Final = STATIC.parent / "venues" / "representations" / "portable.js"
STYLE: Final = STATIC.parent / "venues" / "representations" / "portable.css"
MOST_IN_FILE: Final = 2000

_SCRIPT_LINK: Final = re.compile(r'<script src="([^"]*)"></script>')
_STYLE_LINK: Final = re.compile(r'<link rel="stylesheet" href="([^"]*)"\s*/?>')
_OUTSIDE: Final = re.compile(
    r"""(?:\bsrc|\bhref)\s*=\s*["']?[^"'>\s]|@import|url\(\s*["']?(?!data:)"""
)
# Nothing may be asked for even if something slipped through.
_POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
)


class UnknownLink(RuntimeError):
    """The map's page asks for a file that this service has no copy of."""


def file_response(export: Export) -> Response:
    response = Response(make_file(export), mimetype="text/html")
    response.headers["Content-Disposition"] = 'attachment; filename="map.html"'
    return response


def make_file(export: Export) -> str:
    """The whole file. Raises UnknownLink when folium wants what is not here."""
    name, page = empty_map(export)
    cards = [
        make_card(number, row, export.around.gazetteer, export.around.moment)
        for number, row in enumerate(export.rows[:MOST_IN_FILE], start=1)
    ]
    data = script_json({"map": name, **_content(export, cards)})
    head = (
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
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


def empty_map(export: Export) -> tuple[str, str]:
    """(JavaScript name of the map, page with everything inside it); numbers are all it is given."""
    import folium  # noqa: PLC0415 (slow to import, and seldom needed)

    west, south, east, north = export.around.city.bounds
    drawn = folium.Map(
        location=[(south + north) / 2, (west + east) / 2], zoom_start=12, tiles=None,
        prefer_canvas=True,
    )  # fmt: skip
    drawn.default_js = [("leaflet", "leaflet.js")]
    drawn.default_css = [("leaflet_css", "leaflet.css")]
    page = str(drawn.get_root().render())
    return str(drawn.get_name()), inline_files(page)


def inline_files(page: str) -> str:
    """The page with local copies in place of its links. Raises UnknownLink for any other."""
    page = _SCRIPT_LINK.sub(lambda match: f"<script>{_local(match[1], 'script')}</script>", page)
    page = _STYLE_LINK.sub(lambda match: f"<style>{_local(match[1], 'style')}</style>", page)
    # The copies themselves hold such words in their code: what is outside of them is looked at.
    outside = re.sub(r"<(script|style)>.*?</\1>", "", page, flags=re.DOTALL)
    asked = _OUTSIDE.search(outside)
    if asked:
        raise UnknownLink(f"the map's page asks for a file: {outside[asked.start() :][:100]}")
    return page


def _local(address: str, element: str) -> str:
    path = LOCAL.get(address)
    if path is None:
        raise UnknownLink(f"no local copy of {address}")
    text = path.read_text(encoding="utf-8")
    if element == "style":
        # Images of controls that the file does not show.
        return re.sub(r"url\((?!data:)[^)]*\)", "none", text)
    return re.sub(r"//# sourceMappingURL=.*", "", text)


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
