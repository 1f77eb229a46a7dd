"""`/robots.txt` and the sitemap, for search engines."""

from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Response, request, url_for
from sqlalchemy import func, select

from mapservice.database.filters import is_listed
from mapservice.parameters import parse_number, refuse_unknown, single
from mapservice.venues.finding import databases
from mapservice.venues.moment import now
from mapservice.venues.pages.links import absolute, alternates, place_url
from mapservice.venues.queries.conditions import VENUES
from mapservice.words import hreflang

# https://www.sitemaps.org/protocol.html allows 50,000 addresses; each has three languages here.
PER_SITEMAP: Final = 10_000
XML: Final = "application/xml"
PAGES: Final = ("index", "about", "licences", "help", "privacy")


def robots() -> Response:
    """Searches are endless: only places and the list itself are to be read."""
    lines = (
        "User-agent: *",
        "Disallow: /*?*f=",
        "Disallow: /*?*near=",
        "Disallow: /suggest",
        "Disallow: /nearest",
        "Disallow: /map/",
        f"Sitemap: {absolute(url_for('venues.sitemap'))}",
        "",
    )
    return Response("\n".join(lines), mimetype="text/plain")


def sitemap() -> Response:
    """The index of sitemaps, or with `page` one of them."""
    refuse_unknown(request.args, ("page",))
    page = single(request.args, "page")
    if page is None:
        return _index()
    number = int(parse_number("page", page, 1, 10_000, whole=True))
    body = "".join(_address(path, changed) for path, changed in _paths(number))
    return Response(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:xhtml="http://www.w3.org/1999/xhtml">{body}</urlset>\n',
        mimetype=XML,
    )


def _index() -> Response:
    with databases().web.connect() as connection:
        listed = is_listed(VENUES, now(connection).at.date())
        venues = connection.scalar(select(func.count()).select_from(VENUES).where(listed))
    pages = max(1, -(-(venues or 0) // PER_SITEMAP))
    body = "".join(
        f"<sitemap><loc>{escape(absolute(url_for('venues.sitemap', page=number)))}</loc></sitemap>"
        for number in range(1, pages + 1)
    )
    return Response(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</sitemapindex>\n',
        mimetype=XML,
    )


def _paths(number: int) -> Iterator[tuple[str, str | None]]:
    if number == 1:
        yield from ((url_for(f"venues.{name}"), None) for name in PAGES)
    statement = (
        select(VENUES.c["layer"], VENUES.c["id"], VENUES.c["updated_at"])
        .order_by(VENUES.c["layer"], VENUES.c["id"])
        .limit(PER_SITEMAP)
        .offset((number - 1) * PER_SITEMAP)
    )
    with databases().web.connect() as connection:
        listed = is_listed(VENUES, now(connection).at.date())
        # Samples are nothing that anybody should find by searching the web.
        statement = statement.where(listed, ~VENUES.c["sample"])
        rows = connection.execute(statement).all()
    for layer, venue_id, updated_at in rows:
        yield place_url(layer, venue_id), updated_at.isoformat(timespec="seconds")


def _address(path: str, changed: str | None) -> str:
    languages = "".join(
        f'<xhtml:link rel="alternate" hreflang="{hreflang(each.language)}"'
        f" href={quoteattr(each.url)}/>"
        for each in alternates(path)
    )
    when = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<url><loc>{escape(absolute(path))}</loc>{when}{languages}</url>"


def add_routes(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/robots.txt", "robots", robots)
    blueprint.add_url_rule("/sitemap.xml", "sitemap", sitemap)
