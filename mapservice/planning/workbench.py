"""The workbench's page and its report as files.

Views import this when they are first asked: the libraries behind it take seconds to load, and
the citizen's map, which starts with the same processes, needs none of them.
"""

from collections.abc import Callable
from typing import Final

from flask import Response, current_app, render_template, url_for

from mapservice.database.engine import Databases
from mapservice.languages import gettext
from mapservice.parameters import not_among
from mapservice.planning.answers import answer
from mapservice.planning.assessment.people import NoPeople
from mapservice.planning.assessment.run import Assessment
from mapservice.planning.form import form_of
from mapservice.planning.page_facts import base_facts
from mapservice.planning.parameters import Asked
from mapservice.planning.report.html import report_page, script_json
from mapservice.planning.report.pdf import report_pdf
from mapservice.planning.report.writing import csv_archive, geopackage_of
from mapservice.planning.showing.shown import show
from mapservice.problems import NotFound

Write = Callable[[Assessment], bytes]

# format -> (media type, name of the file, writer)
FORMATS: Final[dict[str, tuple[str, str, Write]]] = {
    "html": ("text/html; charset=utf-8", "report.html", lambda a: report_page(show(a)).encode()),
    "pdf": ("application/pdf", "report.pdf", lambda a: report_pdf(show(a))),
    "csv": ("application/zip", "report-csv.zip", csv_archive),
    "gpkg": ("application/geopackage+sqlite3", "assessment.gpkg", geopackage_of),
}


def workbench_page(asked: Asked) -> str:
    """The form, and the answer to what it asks."""
    assessment = find_answer(asked)
    shown = show(assessment)
    return render_template(
        "planning/index.html",
        shown=shown,
        form=form_of(assessment),
        asked=asked,
        base=script_json(base_facts(shown)),
        facts=script_json(shown.map),
        downloads={name: _report_url(name, asked) for name in FORMATS},
    )


def report_file(asked: Asked, chosen: str) -> Response:
    """The report in a format of FORMATS. Raises BadParameter for any other."""
    if chosen not in FORMATS:
        raise not_among("f", FORMATS)
    media_type, name, write = FORMATS[chosen]
    response = Response(write(find_answer(asked)), content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def find_answer(asked: Asked) -> Assessment:
    """The assessment of the tables as they are now. Raises NotFound without any population."""
    databases: Databases = current_app.extensions["databases"]
    try:
        with databases.web.connect() as connection:
            return answer(connection, asked)
    except NoPeople as error:
        raise NotFound(gettext("No population has been loaded.")) from error


def _report_url(name: str, asked: Asked) -> str:
    values: dict[str, list[str]] = {}
    for key, value in asked.to_arguments():
        if key != "sure":
            values.setdefault(key, []).append(value)
    return url_for("planning.report", f=name, **values)  # type: ignore[arg-type]
