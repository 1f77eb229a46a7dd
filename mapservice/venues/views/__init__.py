"""Views of the citizen's map: each parses, asks and represents."""

from flask import Blueprint

from mapservice.venues.views import machines, maps, pages, place, results

blueprint = Blueprint("venues", __name__)
for part in (results, place, maps, pages, machines):
    part.add_routes(blueprint)
