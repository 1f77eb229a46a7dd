"""The nightly files, and the catalogue that lists them."""

from pathlib import Path

from flask import Blueprint, Response, current_app, request, send_from_directory

from mapservice.ogc.answers import REVALIDATE, Answer, respond, version_of_text
from mapservice.ogc.documents.pages import render
from mapservice.ogc.links import Link, members
from mapservice.ogc.negotiation import DOCUMENT, HTML, choose
from mapservice.ogc.parameters import check_known
from mapservice.ogc.publishing.catalogue import catalogue as describe_catalogue
from mapservice.ogc.publishing.files import Published, read_manifest
from mapservice.ogc.service import published_folder, root_url
from mapservice.ogc.views.description import write_json
from mapservice.problems import NotFound
from mapservice.settings import Settings

CATALOGUE = {"json": "application/ld+json", "html": HTML}


def add_routes(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/files", view_func=files)
    blueprint.add_url_rule("/files/<name>", view_func=file)
    blueprint.add_url_rule("/catalogue", view_func=catalogue)


def _published() -> list[Published]:
    return read_manifest(published_folder())


def files() -> Response:
    given = check_known(request.args, ("f",))
    chosen = choose(DOCUMENT, given.get("f"), request.accept_mimetypes)
    published = _published()
    if chosen == "html":
        body = render("files", [], files=published)
    else:
        links = [
            Link(f"{root_url()}/files/{entry.name}", "enclosure", entry.media_type, entry.name)
            for entry in published
        ]
        body = write_json({"links": members(links)})
    return respond(Answer(body, DOCUMENT[chosen]), version_of_text(body))


def file(name: str) -> Response:
    check_known(request.args, ())
    entry = next((entry for entry in _published() if entry.name == name), None)
    if entry is None:
        raise NotFound(name)
    folder: Path = published_folder()
    response = send_from_directory(
        folder, entry.name, mimetype=entry.media_type, etag=entry.sha256, as_attachment=True
    )
    response.headers["Cache-Control"] = REVALIDATE
    return response


def catalogue() -> Response:
    given = check_known(request.args, ("f",))
    chosen = choose(CATALOGUE, given.get("f"), request.accept_mimetypes)
    settings: Settings = current_app.extensions["settings"]
    document = describe_catalogue(settings, _published(), root_url())
    body = render("files", [], files=_published()) if chosen == "html" else write_json(document)
    return respond(Answer(body, CATALOGUE[chosen]), version_of_text(body))
