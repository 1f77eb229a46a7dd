"""The URLs under `/ogc`."""

from typing import Final

from flask import Blueprint, Response, request

from mapservice.ogc.views import description, editing, features, nearest, publishing, tiles

blueprint: Final = Blueprint("ogc", __name__, url_prefix="/ogc")
for part in (description, editing, features, nearest, publishing, tiles):
    part.add_routes(blueprint)

EXPOSED: Final = "Content-Crs, ETag, Link, Last-Modified, Location, X-Request-Id"


@blueprint.after_request
def allow_other_sites(response: Response) -> Response:
    """Anybody's page may read: everything here is public (Fetch standard, CORS protocol)."""
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = EXPOSED
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        headers["Access-Control-Allow-Headers"] = "Accept, If-None-Match, If-Modified-Since, Range"
        headers["Access-Control-Max-Age"] = "86400"
    return response
