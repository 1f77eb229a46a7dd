"""Pages about the service."""

from flask import Blueprint, render_template

from mapservice.venues.finding import databases, look_around
from mapservice.venues.moment import now
from mapservice.venues.pages.about import about_page, help_page, licences_page, privacy_page


def about() -> str:
    with databases().web.connect() as connection:
        page = about_page(look_around(connection, now(connection)))
    return render_template("pages/about.html", page=page)


def licences() -> str:
    with databases().web.connect() as connection:
        page = licences_page(look_around(connection, now(connection)))
    return render_template("pages/licences.html", page=page)


def help_() -> str:
    return render_template("pages/help.html", page=help_page())


def privacy() -> str:
    return render_template("pages/privacy.html", page=privacy_page())


def add_routes(blueprint: Blueprint) -> None:
    for name, view in (
        ("about", about),
        ("licences", licences),
        ("help", help_),
        ("privacy", privacy),
    ):
        blueprint.add_url_rule(f"/{name}", name, view)
