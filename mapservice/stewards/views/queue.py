"""The queue: oldest first, the difference side by side on a map, and a decision."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from geodata.repair.texts import parse_text
from layers.groups import LAYER
from mapservice.groups.duplicates import find_duplicates
from mapservice.groups.links import absolute
from mapservice.groups.publication import public_group, town_finder
from mapservice.groups.records import UNNAMED_TOWN, read_record
from mapservice.groups.states import REVIEWER_ACTIONS, WAITING, Action, possible_actions
from mapservice.groups.suggestions import open_suggestions
from mapservice.languages import gettext
from mapservice.problems import BadParameter
from mapservice.stewards.access import own_layers, rules_of
from mapservice.stewards.differences import points_of, registration_difference
from mapservice.stewards.hidden_duplicates import find_hidden_duplicates
from mapservice.stewards.reviewing import Decision, decide, waiting_groups
from mapservice.stewards.views.signed_in import (
    if_match,
    settings,
    staff_page,
    steward,
    steward_of,
    writer,
)
from mapservice.submissions import KEY_FIELD, once, submission_key_of


def add_routes(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/staff", "queue", queue)
    blueprint.add_url_rule("/staff/groups/<group_id>", "review", show)
    blueprint.add_url_rule("/staff/groups/<group_id>", "decide", decide_on, methods=["POST"])


def queue() -> str:
    with writer().begin() as connection:
        who = steward(connection)
        mine = tuple(layer.id for layer in own_layers(connection, who))
        waiting = waiting_groups(connection) if LAYER.id in mine else ()
        suggested = open_suggestions(connection, mine)
    return staff_page(
        "queue.html", "queue", waiting=waiting, suggested=suggested,
        alert_days=settings().review_alert_days,
    )  # fmt: skip


def show(group_id: str) -> str:
    with writer().begin() as connection:
        who, _ = steward_of(connection, LAYER.id)
        record = read_record(connection, group_id)
        offered = record.proposal or record.live or record.draft
        return staff_page(
            "review.html",
            "queue",
            record=record,
            rows=registration_difference(record.live, offered),
            before=points_of(record.live),
            after=points_of(offered),
            shown=public_group(offered, town_finder(connection), UNNAMED_TOWN),
            duplicates=find_duplicates(connection, record.id, offered),
            hidden_duplicates=find_hidden_duplicates(connection, record.id, offered),
            alike=_alike(),
            waiting=record.status in WAITING,
            askable=Action.ASK_BACK in possible_actions(record.status),
            second=rules_of(connection, LAYER.id).second_reviewer,
            mine_first=record.first_approver == who.id,
        )


def _alike() -> dict[str, str]:
    return {
        "name": gettext("similar name"),
        "reading": gettext("same reading"),
        "website": gettext("same website"),
        "phone": gettext("same phone number"),
        "email": gettext("same e-mail address"),
    }


def decide_on(group_id: str) -> Response:
    action = request.form.get("action", "")
    if action not in REVIEWER_ACTIONS:
        raise BadParameter("action", "is none of these.", ", ".join(REVIEWER_ACTIONS))
    reason = parse_text(request.form.get("reason", "")[:4000]).value
    if reason is None and action != Action.APPROVE:
        raise BadParameter("reason", "is missing.", "What the group should know.")
    key = submission_key_of(request.form.get(KEY_FIELD))
    with writer().begin() as connection:
        who, _ = steward_of(connection, LAYER.id, reason)
        decision = Decision(
            Action(action), who.id, if_match(), reason, absolute(url_for("groups.new"))
        )
        once(
            connection, key, f"decide {group_id}",
            lambda: decide(connection, group_id, decision).status,
        )  # fmt: skip
    return redirect(url_for("stewards.queue", done=action), 303)
