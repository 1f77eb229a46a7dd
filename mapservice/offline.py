"""Use without a network: the service worker, the web manifest and the page that says so."""

import hashlib
import json
from typing import Final

from flask import Blueprint, Response, current_app, render_template, url_for

from mapservice.assets import STATIC, asset, digest, module_names
from mapservice.languages import get_language
from mapservice.settings import Settings

blueprint = Blueprint("offline", __name__)

SHELL: Final = (
    "third_party/design-tokens/tokens.css",
    "third_party/leaflet/leaflet.css",
    "third_party/leaflet/leaflet.js",
    "css/base.css",
    "css/finder.css",
    "css/map.css",
    "css/place.css",
    "icons/icon.svg",
)
ICONS: Final = (
    ("icons/icon.svg", "any", "image/svg+xml"),
    ("icons/icon-512.png", "512x512", "image/png"),
)
WORKER: Final = "service-worker.js"


@blueprint.get("/service-worker.js")
def service_worker() -> Response:
    """The worker with the addresses that it keeps; a changed file makes it a new worker."""
    shell = [asset(name) for name in (*SHELL, *module_names())]
    version = hashlib.sha256("".join((digest(WORKER), *shell)).encode()).hexdigest()[:12]
    source = (STATIC / WORKER).read_text(encoding="utf-8")
    settings = {"shell": shell, "offline": url_for("offline.offline"), "version": version}
    text = f"const SETTINGS = {json.dumps(settings)};\n{source}"
    response = Response(text, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """What a telephone needs to put the map among its programs."""
    settings: Settings = current_app.extensions["settings"]
    start = url_for("venues.index")
    content = {
        "name": settings.title,
        "short_name": settings.title[:12],
        "lang": "en" if get_language() == "en" else "ja",
        "start_url": start,
        "scope": start,
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0017c1",
        "icons": [
            {"src": asset(name), "sizes": sizes, "type": kind, "purpose": "any"}
            for name, sizes, kind in ICONS
        ],
    }
    body = json.dumps(content, ensure_ascii=False)
    return Response(body, mimetype="application/manifest+json")


@blueprint.get("/offline")
def offline() -> str:
    return render_template("offline/offline.html")
