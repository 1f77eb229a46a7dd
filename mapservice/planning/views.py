"""`/planning`: the planners' workbench, and its report as a file."""

from flask import Blueprint, Response, request

from mapservice.parameters import refuse_unknown, single
from mapservice.planning.parameters import NAMES, Asked, parse_asked

blueprint = Blueprint("planning", __name__)


@blueprint.get("/planning")
def index() -> str:
    """The form, and the answer to what it asks."""
    from mapservice.planning.workbench import workbench_page  # noqa: PLC0415 (see workbench)

    return workbench_page(_asked())


@blueprint.get("/planning/report")
def report() -> Response:
    """The report as a file: `f` is html, pdf, csv or gpkg."""
    from mapservice.planning.workbench import report_file  # noqa: PLC0415 (see workbench)

    return report_file(_asked(), single(request.args, "f") or "html")


def _asked() -> Asked:
    refuse_unknown(request.args, NAMES)
    return parse_asked(request.args)
