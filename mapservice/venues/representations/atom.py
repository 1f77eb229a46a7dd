"""An Atom feed of what is new or changed (RFC 4287)."""

import datetime
from typing import Final
from xml.etree import ElementTree

from flask import Response, request

from layers import get_layer
from mapservice.languages import get_language, gettext, localize
from mapservice.venues.exporting import Export
from mapservice.venues.pages.cards import name_in
from mapservice.venues.pages.head import site_name
from mapservice.venues.pages.links import absolute, place_url, search_url
from mapservice.venues.queries.results import VenueRow

ATOM: Final = "http://www.w3.org/2005/Atom"
GEORSS: Final = "http://www.georss.org/georss"
MEDIA_TYPE: Final = "application/atom+xml"
MOST_ENTRIES: Final = 50
# XML 1.0, 2.2: what no escape can write.
_FORBIDDEN: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def atom_response(export: Export) -> Response:
    ElementTree.register_namespace("", ATOM)
    ElementTree.register_namespace("georss", GEORSS)
    feed = ElementTree.Element(
        f"{{{ATOM}}}feed", {"xml:lang": get_language().replace("easy", "ja")}
    )
    live = absolute(search_url(export.search.but(sort=None)))
    _add(feed, "id", live)
    _add(feed, "title", site_name())
    _add(feed, "subtitle", gettext("New and changed places"))
    newest = max((row.updated_at for row in export.rows), default=None)
    _add(feed, "updated", _time(newest or export.around.moment.at))
    ElementTree.SubElement(feed, f"{{{ATOM}}}link", rel="alternate", type="text/html", href=live)
    ElementTree.SubElement(feed, f"{{{ATOM}}}link", rel="self", type=MEDIA_TYPE, href=request.url)
    author = ElementTree.SubElement(feed, f"{{{ATOM}}}author")
    _add(author, "name", site_name())
    for row in export.rows[:MOST_ENTRIES]:
        _entry(feed, row)
    body = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return Response(body, content_type=f"{MEDIA_TYPE}; charset=utf-8")


def _entry(feed: ElementTree.Element, row: VenueRow) -> None:
    entry = ElementTree.SubElement(feed, f"{{{ATOM}}}entry")
    address = absolute(place_url(row.layer, row.id))
    name = name_in(get_language(), row.name_ja, row.name_en)
    layer = localize(get_layer(row.layer).title)
    sample = gettext("Sample: ") if row.sample else ""
    is_new = row.updated_at - row.created_at < datetime.timedelta(seconds=1)
    told = gettext("New") if is_new else gettext("Changed")
    _add(entry, "id", address)
    _add(entry, "title", f"{sample}{name}")
    _add(entry, "updated", _time(row.updated_at))
    _add(entry, "published", _time(row.created_at))
    ElementTree.SubElement(
        entry, f"{{{ATOM}}}link", rel="alternate", type="text/html", href=address
    )
    ElementTree.SubElement(
        entry, f"{{{ATOM}}}category", term=row.layer, label=layer.translate(_FORBIDDEN)
    )
    about = [told, layer, row.address, row.description]
    _add(entry, "summary", gettext(", ").join(text for text in about if text))
    if row.lon is not None and row.lat is not None:
        point = ElementTree.SubElement(entry, f"{{{GEORSS}}}point")
        point.text = f"{row.lat:.6f} {row.lon:.6f}"


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{ATOM}}}{name}").text = text.translate(_FORBIDDEN)


def _time(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).isoformat(timespec="seconds")
