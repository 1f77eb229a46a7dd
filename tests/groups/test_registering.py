"""A group registers without an account and without scripts."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, func, select, text
from werkzeug.test import TestResponse

from mapservice.database.private import groups, outbox, representatives, tokens
from mapservice.groups.records import read_record
from mapservice.groups.registration import Visibility
from mapservice.groups.states import Status
from tests.forms import form_to, send
from tests.groups.conftest import HTML, link_in, newest_mail, sign_in
from tests.registrations import add_town, count


def begin(client: FlaskClient) -> str:
    """Start a draft; returns its path."""
    mine = client.get("/groups/mine", headers=HTML)
    answer = send(client, mine, "/groups/mine")
    return answer.headers["Location"].removesuffix("/about")


def fill(client: FlaskClient, path: str) -> None:
    """The steps of the form, each with what it needs."""

    def step(name: str, **values: object) -> TestResponse:
        page = client.get(f"{path}/{name}", headers=HTML)
        answer = send(client, page, f"/{name}", **values)
        assert answer.status_code == 303, answer.text
        return answer

    step(
        "about", name_ja="見本の会", name_kana="みほんのかい", purpose="登録を試すための見本です。"
    )
    step("activity", fields=["children", "environment"], languages=["ja", "en"], url="example.jp")
    step(
        "contacts", phone="０４６６－９９－０００１", phone_visibility="staff", email="c@example.jp"
    )
    step("office", address="見本町9-99", lat="35.3511111", lon="139.4711111", home="1")


def test_the_whole_way_from_the_mail_to_the_queue(
    representative: FlaskClient, database: Connection
) -> None:
    add_town(database)
    path = begin(representative)
    fill(representative, path)
    preview = representative.get(f"{path}/preview", headers=HTML)
    assert "見本町九丁目" in preview.text
    assert "35.3511111" not in preview.text
    assert "0466-99-0001" not in preview.text
    answer = send(representative, preview, "/submit")
    assert answer.status_code == 303
    record = read_record(database, path.rsplit("/", 1)[1])
    assert record.status is Status.SUBMITTED
    assert record.proposal is not None
    assert record.proposal.name_kana == "ミホンノカイ"
    phone = record.proposal.contact("phone")
    assert phone is not None
    assert (phone.value, phone.visibility) == ("0466-99-0001", Visibility.STAFF)
    assert (record.proposal.url, record.proposal.fields) == (
        "https://example.jp", ("children", "environment"),
    )  # fmt: skip


def test_opening_the_link_uses_nothing_up_and_the_button_works_once(
    client: FlaskClient, database: Connection
) -> None:
    send(client, client.get("/groups/new", headers=HTML), "/groups/new", email="a@example.jp")
    link = link_in(newest_mail(database, "a@example.jp"))
    for _ in range(3):
        assert client.get(link, headers=HTML).status_code == 200
    page = client.get(link, headers=HTML)
    assert send(client, page, link).status_code == 303
    assert send(client, page, link).status_code == 404
    assert client.get(link, headers=HTML).status_code == 404


def test_a_link_expires(client: FlaskClient, database: Connection) -> None:
    send(client, client.get("/groups/new", headers=HTML), "/groups/new", email="a@example.jp")
    link = link_in(newest_mail(database, "a@example.jp"))
    database.execute(text("SET mapservice.clock = '2999-01-01'"))
    assert client.get(link, headers=HTML).status_code == 404


def test_only_a_hash_of_the_token_is_stored(client: FlaskClient, database: Connection) -> None:
    send(client, client.get("/groups/new", headers=HTML), "/groups/new", email="a@example.jp")
    token = link_in(newest_mail(database, "a@example.jp")).rsplit("/", 1)[1]
    stored = database.scalar(select(tokens.c.token_hash))
    assert stored is not None
    assert token.encode() not in stored
    assert len(stored) == 32


def test_the_answer_is_the_same_for_known_and_unknown_addresses(
    client: FlaskClient, database: Connection
) -> None:
    sign_in(client, database, "known@example.jp")
    pages = []
    for email in ("known@example.jp", "unknown@example.jp"):
        page = client.get("/groups/new", headers=HTML)
        pages.append(send(client, page, "/groups/new", email=email))
    assert pages[0].status_code == pages[1].status_code == 200
    assert pages[0].data == pages[1].data


def test_who_only_asked_for_a_link_is_not_on_record(
    client: FlaskClient, database: Connection
) -> None:
    send(client, client.get("/groups/new", headers=HTML), "/groups/new", email="a@example.jp")
    assert count(database, representatives) == 0


def test_the_sixth_link_to_an_address_is_not_sent_and_looks_the_same(
    client: FlaskClient, database: Connection
) -> None:
    answers = set()
    for _ in range(7):
        page = client.get("/groups/new", headers=HTML)
        answers.add(send(client, page, "/groups/new", email="a@example.jp").data)
    assert count(database, outbox) == 5
    assert len(answers) == 1


def test_a_program_that_fills_every_field_gets_no_mail(
    client: FlaskClient, database: Connection
) -> None:
    page = client.get("/groups/new", headers=HTML)
    answer = send(client, page, "/groups/new", email="a@example.jp", website_2="buy")
    assert answer.status_code == 200
    assert count(database, outbox) == 0


def test_pressing_twice_makes_one_mail_and_one_draft(
    representative: FlaskClient, database: Connection
) -> None:
    mine = representative.get("/groups/mine", headers=HTML)
    first, second = send(representative, mine, "/mine"), send(representative, mine, "/mine")
    assert first.headers["Location"] == second.headers["Location"]
    assert count(database, groups) == 1


def test_a_form_without_its_token_is_refused(representative: FlaskClient) -> None:
    mine = representative.get("/groups/mine", headers=HTML)
    answer = send(representative, mine, "/mine", csrf_token=None)
    assert answer.status_code == 400


def test_a_lost_update_of_the_draft_is_told_with_what_was_typed(
    representative: FlaskClient,
) -> None:
    path = begin(representative)
    page = representative.get(f"{path}/about", headers=HTML)
    values = {"purpose": "見本", "name_ja": "先の見本"}
    assert send(representative, page, "/about", **values).status_code == 303
    late = send(representative, page, "/about", **{**values, "name_ja": "後の見本"})
    assert late.status_code == 412
    assert form_to(late, "/about").values["name_ja"] == "後の見本"
    assert "先の見本" in late.text


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    representative: FlaskClient,
) -> None:
    path = begin(representative)
    page = representative.get(f"{path}/contacts", headers=HTML)
    answer = send(representative, page, "/contacts", phone="12", email="@", person="見本 花子")
    assert answer.status_code == 422
    assert answer.text.count('class="field__error"') == 2
    assert form_to(answer, "/contacts").values["person"] == "見本 花子"


def test_an_incomplete_registration_is_not_sent(
    representative: FlaskClient, database: Connection
) -> None:
    path = begin(representative)
    group_id = path.rsplit("/", 1)[1]
    page = representative.get("/groups/mine", headers=HTML)
    token = form_to(page, "/mine").values
    answer = representative.post(f"{path}/submit", data={**token, "revision": "1"}, headers=HTML)
    assert answer.status_code == 422
    assert read_record(database, group_id).status is Status.DRAFT


def test_a_stranger_finds_nothing_of_another_group(
    app: Flask, representative: FlaskClient, database: Connection
) -> None:
    path = begin(representative)
    stranger = app.test_client()
    sign_in(stranger, database, "stranger@example.jp")
    for step in ("about", "activity", "contacts", "office", "places", "preview", "erase"):
        assert stranger.get(f"{path}/{step}", headers=HTML).status_code == 404
        assert app.test_client().get(f"{path}/{step}", headers=HTML).status_code == 303


def test_an_address_is_found_as_its_town_and_said_to_be_inexact(
    representative: FlaskClient, database: Connection
) -> None:
    add_town(database)
    path = begin(representative)
    page = representative.get(f"{path}/office", headers=HTML)
    found = send(representative, page, "/office", address="見本町九丁目3", find="1")
    values = form_to(found, "/office").values
    assert (values["lat"], values["lon"]) == ("35.35", "139.47")
    send(representative, found, "/office")
    office = read_record(database, path.rsplit("/", 1)[1]).draft.office
    assert office is not None
    assert office.precision == "town"
    moved = representative.get(f"{path}/office", headers=HTML)
    send(representative, moved, "/office", lat="35.3501")
    office = read_record(database, path.rsplit("/", 1)[1]).draft.office
    assert office is not None
    assert office.precision == "exact"


def test_places_of_the_map_are_added_and_removed_without_scripts(
    representative: FlaskClient, database: Connection
) -> None:
    database.execute(
        text("INSERT INTO layers.public_facilities (id, name_ja) VALUES ('hall', '見本会館')")
    )
    path = begin(representative)
    found = representative.get(f"{path}/places?q=見本", headers=HTML)
    send(representative, found, "/places", venue="public_facilities/hall")
    page = representative.get(f"{path}/places", headers=HTML)
    assert "見本会館" in page.text
    assert send(representative, page, "/places/0/remove").status_code == 303
    assert read_record(database, path.rsplit("/", 1)[1]).draft.places == ()


def test_pages_of_groups_are_stored_nowhere_and_readers_get_no_cookie(
    representative: FlaskClient, app: Flask
) -> None:
    assert "no-store" in representative.get("/groups/mine", headers=HTML).headers["Cache-Control"]
    reader = app.test_client().get("/offline", headers=HTML)
    assert "Set-Cookie" not in reader.headers


def test_signing_out_ends_the_session_on_the_server(
    representative: FlaskClient, database: Connection
) -> None:
    cookie = representative.get_cookie("group")
    assert cookie is not None
    mine = representative.get("/groups/mine", headers=HTML)
    send(representative, mine, "/sign-out")
    representative.set_cookie("group", cookie.value)
    assert representative.get("/groups/mine", headers=HTML).status_code == 303
    assert database.scalar(select(func.count()).select_from(text("private.sessions"))) == 0
