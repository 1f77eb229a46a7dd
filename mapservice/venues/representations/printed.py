"""The printable page: A4, map, numbered list, QR code to the live page."""

import io
import json

import segno
from markupsafe import Markup

from mapservice.languages import gettext
from mapservice.venues.exporting import Export
from mapservice.venues.pages.cards import make_card, rooms_of
from mapservice.venues.pages.facets import active_conditions
from mapservice.venues.pages.head import make_head, site_name
from mapservice.venues.pages.hours import hours_of
from mapservice.venues.pages.links import absolute, search_url
from mapservice.venues.pages.maps import attributions
from mapservice.venues.pages.models import PrintedVenue, PrintPage
from mapservice.venues.pages.results import make_count, make_origin, walking_note
from mapservice.venues.queries.base import select_base
from mapservice.venues.representations.static_map import Feature, draw_map

MOST_PRINTED = 60
QR_SCALE = 3


def print_page(export: Export) -> PrintPage:
    around, search = export.around, export.search
    shown = export.rows[:MOST_PRINTED]
    cards = [
        make_card(number, row, around.gazetteer, around.moment)
        for number, row in enumerate(shown, start=1)
    ]
    origin = make_origin(around.gazetteer, export.found)
    conditions = tuple(text for _, text in active_conditions(search, around.gazetteer))
    live_url = absolute(search_url(search))
    title = gettext("Places of activity")
    return PrintPage(
        head=make_head(title, ", ".join(conditions) or title, search_url(search)),
        title=title,
        conditions=conditions,
        count=make_count(export.found),
        venues=tuple(
            PrintedVenue(
                card,
                row.phone,
                hours_of(row.opening_hours, row.opening_hours_note, around.moment).rows,
                row.opening_hours_note,
                rooms_of(row),
            )
            for card, row in zip(cards, shown, strict=True)
        ),
        more=max(0, export.total - len(shown)),
        map_svg=draw_map(
            cards,
            origin,
            read_base(export, "districts"),
            read_base(export, "stations"),
            gettext("Map of the places in the list"),
        ),
        qr_svg=qr_code(live_url),
        live_url=live_url,
        printed_at=around.moment.at,
        origin=origin,
        attributions=(*attributions(), site_name()),
        walking_note=walking_note(),
    )


def read_base(export: Export, name: str) -> list[Feature]:
    """Features of the own base map."""
    text = export.around.connection.scalar(select_base(name)) or '{"features": []}'
    features: list[Feature] = json.loads(text)["features"]
    return features


def qr_code(text: str) -> Markup:
    """A QR code as inline SVG; the error correction survives a fold in the paper."""
    buffer = io.BytesIO()
    segno.make(text, error="m").save(
        buffer, kind="svg", scale=QR_SCALE, xmldecl=False, svgns=True, svgclass="qr",
        lineclass=None, title=gettext("QR code of this page's address"),
    )  # fmt: skip
    return Markup(buffer.getvalue().decode("utf-8"))  # noqa: S704 - made of modules by segno
