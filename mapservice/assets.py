"""Static files by the hash of their bytes: cached for ever, renewed when they change.

Our modules import each other by relative paths, which carry no hash. The import map of
`templates/base.html` turns each module's address into the one with its hash; its own
hash is what the content security policy allows.
"""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Final

from flask import Flask, Response, current_app, request
from markupsafe import Markup

from layers.text import LANGUAGES
from mapservice.headers import hash_source

STATIC: Final = Path(__file__).parent / "static"
DIGEST_CHARACTERS: Final = 12
FOREVER: Final = "public, max-age=31536000, immutable"


@cache
def digest(name: str) -> str:
    """Of the SHA-256 of a static file, as it was when this process first used it.

    The content security policy holds the hash of the import map, so addresses must not
    change while the process runs. FileNotFoundError if the file is missing.
    """
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:DIGEST_CHARACTERS]


def script_root() -> str:
    """Where the service is mounted, without the language: files are the same in each."""
    root = request.script_root if request else ""
    for language in LANGUAGES:
        root = root.removesuffix(f"/{language}")
    return root


def asset(name: str) -> str:
    """The address of a file below `static/`, with its hash."""
    return f"{script_root()}/static/{name}?v={digest(name)}"


def module_names() -> tuple[str, ...]:
    """Our ES modules, as paths below `static/`."""
    return tuple(f"js/{path.name}" for path in sorted((STATIC / "js").glob("*.js")))


@cache
def import_map() -> str:
    """The import map for a service that is mounted at `/`, as JSON."""
    imports = {f"/static/{name}": f"/static/{name}?v={digest(name)}" for name in module_names()}
    return json.dumps({"imports": imports}, separators=(",", ":")).replace("<", "\\u003c")


def import_map_element() -> Markup:
    """The element of the page; its text is exactly what the policy's hash was taken of.

    Under a path prefix the map does not apply: modules are then loaded by their plain
    addresses, which are asked for anew each time, and everything still works.
    """
    return Markup('<script type="importmap">{}</script>').format(Markup(import_map()))  # noqa: S704


def init_app(app: Flask) -> None:
    app.extensions["import_map_hash"] = hash_source(import_map())
    app.jinja_env.globals.update(asset=asset, import_map_element=import_map_element)

    @app.after_request
    def cache_static(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code in (200, 304):
            named = request.args.get("v")
            name = (request.view_args or {})["filename"]
            response.headers["Cache-Control"] = (
                FOREVER if named == digest(name) and not current_app.debug else "no-cache"
            )
        return response
