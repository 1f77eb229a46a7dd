"""Pages of staff: signing in, the queue, editing, imports, history, dashboard, administration."""

from flask import Blueprint

from mapservice.stewards.views import (
    addresses,
    administration,
    dashboard,
    editing,
    history,
    imports,
    notice_forms,
    queue,
    sign_in,
    suggestion_queue,
)
from mapservice.submissions import protect

blueprint = Blueprint("stewards", __name__)
protect(blueprint)
for part in (
    sign_in, queue, suggestion_queue, editing, imports, history, dashboard, notice_forms,
    administration, addresses,
):  # fmt: skip
    part.add_routes(blueprint)
