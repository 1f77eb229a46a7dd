"""How the map is doing: freshness, completeness, the queue, use, and the survey."""

from flask import Blueprint, Response

from layers.groups import LAYER
from mapservice.mail.outbox import read_mails
from mapservice.problems import NotFound
from mapservice.stewards.statistics import (
    layer_figures,
    people_on_record,
    queue_figures,
    unmet_searches,
    use_figures,
)
from mapservice.stewards.survey import FORMATS, write_survey
from mapservice.stewards.views.signed_in import (
    administrator,
    staff_page,
    steward,
    steward_of,
    writer,
)

PEOPLE_LIMIT = 1000


def add_routes(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/staff/dashboard", "dashboard", dashboard)
    blueprint.add_url_rule("/staff/survey.<form>", "survey", survey)
    blueprint.add_url_rule("/staff/mails", "mails", mails)


def dashboard() -> str:
    with writer().begin() as connection:
        steward(connection)
        return staff_page(
            "dashboard.html",
            "dashboard",
            layers=layer_figures(connection),
            queue=queue_figures(connection),
            people=people_on_record(connection),
            people_limit=PEOPLE_LIMIT,
            use=use_figures(connection),
            unmet=unmet_searches(connection),
        )


def survey(form: str) -> Response:
    """Every group with its private parts: for the department that keeps the groups."""
    with writer().begin() as connection:
        steward_of(connection, LAYER.id)
        if form not in FORMATS:
            raise NotFound
        body = write_survey(connection, form)
    response = Response(body, mimetype=FORMATS[form])
    response.headers["Content-Disposition"] = f'attachment; filename="survey.{form}"'
    return response


def mails() -> str:
    """The outbox: what waits, what failed, and, without a mail server, what it says."""
    with writer().begin() as connection:
        administrator(connection)
        found = read_mails(connection)
    return staff_page("mails.html", "mails", mails=found)
