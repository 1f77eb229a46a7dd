"""Addresses of the citizen's map, in the request's language."""

from collections.abc import Iterator

from flask import current_app, request, url_for

from layers.text import LANGUAGES, Language
from mapservice.languages import DEFAULT
from mapservice.settings import Settings
from mapservice.venues.pages.models import Alternate
from mapservice.venues.search import Search


def settings() -> Settings:
    chosen: Settings = current_app.extensions["settings"]
    return chosen


def with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def search_url(search: Search, **more: str) -> str:
    return with_query(url_for("venues.index"), search.to_query(**more))


def embed_url(search: Search) -> str:
    return with_query(url_for("venues.embed"), search.to_query())


def place_url(layer: str, venue_id: str) -> str:
    return url_for("venues.place", layer=layer, id=venue_id)


def absolute(path: str) -> str:
    """The public address of a path of this service."""
    base = settings().base_url or request.host_url.rstrip("/")
    return base + path


def alternates(path: str) -> tuple[Alternate, ...]:
    """The same page in each language; `path` is in the request's language."""
    return tuple(Alternate(*pair) for pair in _languages(path))


def _languages(path: str) -> Iterator[tuple[Language, str]]:
    root = request.script_root
    rest = path.removeprefix(root)
    mount = root
    for language in LANGUAGES:
        mount = mount.removesuffix(f"/{language}")
    for language in LANGUAGES:
        prefix = "" if language == DEFAULT else f"/{language}"
        yield language, absolute(f"{mount}{prefix}{rest}")
