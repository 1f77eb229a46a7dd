"""`/` in each of its outputs, and `/embed`."""

from collections.abc import Callable
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request

from mapservice.venues.exporting import MOST_EXPORTED, Export, export
from mapservice.venues.finding import databases, find, look_around
from mapservice.venues.moment import now
from mapservice.venues.pages.results import embed_page, results_page
from mapservice.venues.parameters import parse_format, parse_search
from mapservice.venues.representations.atom import MOST_ENTRIES, atom_response
from mapservice.venues.representations.geojson import geojson_response
from mapservice.venues.representations.portable import MOST_IN_FILE, file_response
from mapservice.venues.representations.printed import MOST_PRINTED, print_page
from mapservice.venues.representations.table import cp932_response, csv_response
from mapservice.venues.search import Search
from mapservice.venues.unmet import count_unmet

Represent = Callable[[Export], Response]


def print_response(exported: Export) -> Response:
    return make_response(render_template("venues/print.html", page=print_page(exported)))


# Output -> (how it is made, how many venues it holds at most).
OUTPUTS: Final[dict[str, tuple[Represent, int]]] = {
    "geojson": (geojson_response, MOST_EXPORTED),
    "csv": (csv_response, MOST_EXPORTED),
    "csv-cp932": (cp932_response, MOST_EXPORTED),
    "atom": (atom_response, MOST_ENTRIES),
    "print": (print_response, MOST_PRINTED),
    "file": (file_response, MOST_IN_FILE),
}
COMPLETE: Final = "X-Complete"


def index() -> Response:
    """The results of a search as what `f` names."""
    output = parse_format(request.args)
    search = parse_search(request.args, extra=("f",), strict=output != "html")
    return _page(search) if output == "html" else _export(search, output)


def _page(search: Search) -> Response:
    with databases().web.connect() as connection:
        around = look_around(connection, now(connection))
        found = find(around, search)
        page = results_page(around, found)
    # After the reading connection went back to its pool: nobody waits for two at a time.
    if not found.facets.total and search.has_conditions:
        count_unmet(databases(), found.resolved, around.gazetteer, around.moment.at.date())
    return make_response(render_template("venues/index.html", page=page))


def _export(search: Search, output: str) -> Response:
    represent, limit = OUTPUTS[output]
    if output == "atom":
        search = search.but(sort="updated")
    with databases().web.connect() as connection:
        exported = export(look_around(connection, now(connection)), search, limit)
        response = represent(exported)
    # "no" tells a program that there are more venues than this output holds.
    response.headers[COMPLETE] = "yes" if exported.complete else "no"
    return response


def embed() -> Response:
    """The results in a frame of another site."""
    search = parse_search(request.args, extra=("f",), strict=False)
    with databases().web.connect() as connection:
        around = look_around(connection, now(connection))
        page = embed_page(around, find(around, search))
    return make_response(render_template("venues/embed.html", page=page))


def add_routes(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/", "index", index)
    blueprint.add_url_rule("/embed", "embed", embed)
