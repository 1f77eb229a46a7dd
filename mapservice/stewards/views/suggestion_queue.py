"""Suggestions of the public: read, answered, and only then perhaps taken up."""

from flask import Blueprint, redirect, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from geodata.repair.texts import parse_text
from mapservice.groups.messages import answer_mail
from mapservice.groups.suggestions import Answer, decide, read_suggestion
from mapservice.mail.outbox import put_mail
from mapservice.stewards.access import declared_layer
from mapservice.stewards.differences import Row, title_of, words_of
from mapservice.stewards.features import read_feature
from mapservice.stewards.views.signed_in import if_match, staff_page, steward, steward_of, writer
from mapservice.submissions import KEY_FIELD, once, submission_key_of


def add_routes(blueprint: Blueprint) -> None:
    rule = "/staff/suggestions/<int:number>"
    blueprint.add_url_rule(rule, "suggestion", show)
    blueprint.add_url_rule(rule, "answer", answer, methods=["POST"])


def show(number: int) -> str:
    with writer().begin() as connection:
        steward(connection)
        received = read_suggestion(connection, number)
        suggestion = received.suggestion
        steward_of(connection, suggestion.layer)
        layer = declared_layer(suggestion.layer)
        feature = (
            read_feature(connection, layer, suggestion.feature_id)
            if suggestion.feature_id
            else None
        )
        rows: tuple[Row, ...] = ()
        if feature and suggestion.property and suggestion.proposed:
            name = suggestion.property
            before = words_of(layer, name, feature.values.get(name))
            rows = (Row(name, title_of(layer, name), before, suggestion.proposed),)
    return staff_page(
        "suggestion.html", "queue", received=received, layer=layer, feature=feature, rows=rows
    )


def answer(number: int) -> Response:
    accepted = request.form.get("action") == "accept"
    words = parse_text(request.form.get("answer", "")[:4000]).value
    key = submission_key_of(request.form.get(KEY_FIELD))
    with writer().begin() as connection:
        steward(connection)
        who, layer = steward_of(
            connection, read_suggestion(connection, number).suggestion.layer, words
        )
        given = Answer(accepted, words, who.id, if_match())
        once(connection, key, f"answer {number}", lambda: _close(connection, number, given))
        suggestion = read_suggestion(connection, number).suggestion
    if accepted and suggestion.feature_id:
        return redirect(
            url_for("stewards.edit", layer_id=layer.id, feature_id=suggestion.feature_id), 303
        )
    if accepted:
        return redirect(url_for("stewards.add", layer_id=layer.id, suggestion=number), 303)
    return redirect(url_for("stewards.queue", done="answered"), 303)


def _close(connection: Connection, number: int, given: Answer) -> str:
    before = decide(connection, number, given).suggestion
    if before.email:
        mail = answer_mail(before.email, before.language, given.accepted, given.answer)
        put_mail(connection, mail)
    return "answered"
