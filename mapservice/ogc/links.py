"""Links between resources: absolute, with their relation, media type and title."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from mapservice.languages import gettext
from mapservice.ogc.negotiation import Formats

OGC_REL: Final = "http://www.opengis.net/def/rel/ogc/1.0/"

FORMAT_TITLES: Final = {
    "json": "JSON",
    "jsonfg": "JSON-FG",
    "html": "HTML",
    "csv": "CSV",
    "gpkg": "GeoPackage",
    "fgb": "FlatGeobuf",
    "parquet": "GeoParquet",
    "kml": "KML",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link (RFC 8288)."""

    href: str
    rel: str
    type: str | None = None
    title: str | None = None
    templated: bool = False

    def member(self) -> dict[str, object]:
        """As in the `links` of a JSON document."""
        member: dict[str, object] = {"href": self.href, "rel": self.rel}
        if self.type:
            member["type"] = self.type
        if self.title:
            member["title"] = self.title
        if self.templated:
            member["templated"] = True
        return member

    def header(self) -> str:
        """As in the header Link."""
        kind = f'; type="{self.type}"' if self.type else ""
        return f'<{self.href}>; rel="{self.rel}"{kind}'


def with_query(url: str, query: Mapping[str, str]) -> str:
    return f"{url}?{urlencode(query)}" if query else url


def own_links(url: str, query: Mapping[str, str], formats: Formats, chosen: str) -> list[Link]:
    """`self` and an `alternate` for each other format (17-069r4, 7.15.6)."""
    links = []
    for name, media in formats.items():
        rel = "self" if name == chosen else "alternate"
        changed = {**{key: value for key, value in query.items() if key != "f"}, "f": name}
        asked = query if name == chosen else changed
        title = FORMAT_TITLES[name]
        if name != chosen:
            title = gettext("As %(format)s", format=title)
        links.append(Link(with_query(url, asked), rel, media, title))
    return links


def members(links: list[Link]) -> list[dict[str, object]]:
    return [link.member() for link in links]
