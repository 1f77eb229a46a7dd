"""The department sees what differs, decides, and the group hears of it."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, select, text

from mapservice.database.private import outbox
from mapservice.groups.records import Step, act, read_record, save_draft
from mapservice.groups.registration import Contact, Registration
from mapservice.groups.states import Action, Status
from mapservice.groups.suggestions import Suggestion, keep_suggestion
from mapservice.stewards.access import Rules, set_rules
from mapservice.stewards.hidden_duplicates import find_hidden_duplicates
from tests.forms import send
from tests.registrations import CANARY_EMAIL, CANARY_PHONE, SAMPLE, add_group, add_town, count
from tests.stewards.conftest import HTML, SignIn


@pytest.fixture
def submitted(database: Connection) -> str:
    add_town(database)
    group_id = add_group(database)
    act(database, group_id, Step(Action.SUBMIT))
    return group_id


def change(database: Connection, group_id: str, **changes: object) -> None:
    revision = read_record(database, group_id).revision

    def renamed(draft: Registration) -> Registration:
        return replace(draft, **changes)  # type: ignore[arg-type]

    save_draft(database, group_id, revision, renamed)
    act(database, group_id, Step(Action.SUBMIT))


def test_the_queue_shows_the_oldest_first_and_how_long_it_waits(
    steward: FlaskClient, database: Connection, submitted: str
) -> None:
    later = add_group(database, replace(SAMPLE, name_ja="見本の後の会"), "later@example.jp")
    act(database, later, Step(Action.SUBMIT))
    database.execute(
        text("UPDATE private.groups SET submitted_at = now() - interval '9 days' WHERE id = :id"),
        {"id": submitted},
    )
    page = steward.get("/staff", headers=HTML).text
    assert page.index("見本の会") < page.index("見本の後の会")
    assert "9.0" in page
    assert 'class="notice notice--warn" role="alert"' in page


def test_approving_publishes_and_mails(
    steward: FlaskClient, database: Connection, submitted: str
) -> None:
    page = steward.get(f"/staff/groups/{submitted}", headers=HTML)
    assert "0466-99-0001" in page.text
    answer = send(steward, page, f"/{submitted}", action="approve")
    assert answer.status_code == 303
    assert read_record(database, submitted).status is Status.PUBLISHED
    mail = database.execute(select(outbox)).one()
    assert (mail.purpose, mail.recipient) == ("approve", "group@example.jp")
    assert "見本の会" in mail.body


def test_a_change_is_shown_as_before_and_after(
    steward: FlaskClient, database: Connection, submitted: str
) -> None:
    act(database, submitted, Step(Action.APPROVE))
    change(database, submitted, name_ja="見本の新しい会", purpose="登録を試すための見本です。")
    page = steward.get(f"/staff/groups/{submitted}", headers=HTML).text
    assert "<del>見本の会</del>" in page
    assert "<ins>見本の新しい会</ins>" in page
    assert page.count('<div class="difference__row" role="row">') == 1


@pytest.mark.parametrize(("action", "status"), [("ask_back", "draft"), ("reject", "rejected")])
def test_a_reason_is_required_and_reaches_the_group(
    steward: FlaskClient, database: Connection, submitted: str, action: str, status: str
) -> None:
    page = steward.get(f"/staff/groups/{submitted}", headers=HTML)
    assert send(steward, page, f"/{submitted}", action=action).status_code == 400
    answer = send(steward, page, f"/{submitted}", action=action, reason="見本の理由です。")
    assert answer.status_code == 303
    record = read_record(database, submitted)
    assert (record.status, record.reason) == (status, "見本の理由です。")
    assert "見本の理由です。" in database.scalars(select(outbox.c.body)).one()


def test_another_department_may_not_look_or_decide(
    facilities: FlaskClient, steward: FlaskClient, submitted: str, database: Connection
) -> None:
    assert facilities.get(f"/staff/groups/{submitted}", headers=HTML).status_code == 403
    page = steward.get(f"/staff/groups/{submitted}", headers=HTML)
    cookie = facilities.get_cookie("staff")
    assert cookie is not None
    steward.set_cookie("staff", cookie.value)
    assert send(steward, page, f"/{submitted}", action="approve").status_code == 403
    assert read_record(database, submitted).status is Status.SUBMITTED


def test_a_decision_on_an_older_version_is_refused(
    steward: FlaskClient, database: Connection, submitted: str
) -> None:
    page = steward.get(f"/staff/groups/{submitted}", headers=HTML)
    act(database, submitted, Step(Action.RECALL))
    change(database, submitted, name_ja="見本の別の会")
    assert send(steward, page, f"/{submitted}", action="approve").status_code == 412
    assert read_record(database, submitted).status is Status.SUBMITTED


def test_pressing_twice_decides_once(
    steward: FlaskClient, database: Connection, submitted: str
) -> None:
    page = steward.get(f"/staff/groups/{submitted}", headers=HTML)
    answers = [send(steward, page, f"/{submitted}", action="approve") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert count(database, outbox) == 1


def test_two_people_approve_where_the_layer_asks_for_it(
    signed_in: SignIn, database: Connection, submitted: str
) -> None:
    set_rules(database, "groups", Rules(frozenset({"civic_autonomy"}), second_reviewer=True))
    first, second = signed_in("first", "civic_autonomy"), signed_in("second", "civic_autonomy")

    def approve(client: FlaskClient) -> int:
        page = client.get(f"/staff/groups/{submitted}", headers=HTML)
        return send(client, page, f"/{submitted}", action="approve").status_code

    assert approve(first) == 303
    assert read_record(database, submitted).status is Status.SUBMITTED
    assert approve(first) == 403
    assert approve(second) == 303
    assert read_record(database, submitted).status is Status.PUBLISHED


def test_a_suggestion_is_answered_and_its_address_forgotten(
    facilities: FlaskClient, database: Connection
) -> None:
    database.execute(
        text("INSERT INTO layers.public_facilities (id, name_ja) VALUES ('hall', '見本会館')")
    )
    number = keep_suggestion(
        database,
        Suggestion(
            "public_facilities", "電話が違います", "hall", "phone", "0466-00-0000",
            email="asks@example.jp",
        ),
    )  # fmt: skip
    page = facilities.get(f"/staff/suggestions/{number}", headers=HTML)
    assert "<ins>0466-00-0000</ins>" in page.text
    answer = send(facilities, page, f"/{number}", action="accept", answer="直しました。")
    assert answer.headers["Location"].endswith("/staff/layers/public_facilities/features/hall")
    mail = database.execute(select(outbox)).one()
    assert mail.recipient == "asks@example.jp"
    assert "直しました。" in mail.body
    kept = database.scalars(text("SELECT s::text FROM private.suggestions s")).one()
    trail = database.scalars(text("SELECT v::text FROM private.audit_values v")).all()
    assert "asks@example.jp" not in kept + "".join(trail)


def test_a_suggestion_goes_to_the_layers_own_department_only(
    steward: FlaskClient, facilities: FlaskClient, database: Connection
) -> None:
    number = keep_suggestion(database, Suggestion("public_facilities", "見本の提案です"))
    assert "見本の提案です" in facilities.get("/staff", headers=HTML).text
    assert "見本の提案です" not in steward.get("/staff", headers=HTML).text
    assert steward.get(f"/staff/suggestions/{number}", headers=HTML).status_code == 403


def test_a_published_group_is_asked_and_stays_as_it_is(
    steward: FlaskClient, database: Connection, submitted: str
) -> None:
    act(database, submitted, Step(Action.APPROVE))
    words = steward.get(f"/staff/layers/groups/features/{submitted}", headers=HTML).text
    assert "団体の記録は団体のものです" in words
    assert f'href="/staff/groups/{submitted}"' in words
    page = steward.get(f"/staff/groups/{submitted}", headers=HTML)
    assert "団体の記録は団体のものです" in page.text
    for action in ("approve", "reject"):
        assert send(steward, page, f"/{submitted}", action=action, reason="見本").status_code == 409
    answer = send(steward, page, f"/{submitted}", action="ask_back", reason="見本の質問です。")
    assert answer.status_code == 303
    record = read_record(database, submitted)
    assert (record.status, record.reason) == (Status.PUBLISHED, "見本の質問です。")
    assert database.scalar(text("SELECT name_ja FROM layers.groups")) == "見本の会"
    body = database.scalars(select(outbox.c.body)).one()
    assert "見本の質問です。" in body
    assert "掲載の前" not in body


def test_an_entry_that_no_group_registered_says_so(
    steward: FlaskClient, database: Connection
) -> None:
    database.execute(text("INSERT INTO layers.groups (id, name_ja) VALUES ('loaded', '見本')"))
    page = steward.get("/staff/layers/groups/features/loaded", headers=HTML).text
    assert "登録した団体はありません" in page
    assert "/staff/groups/loaded" not in page


def sent(database: Connection, email: str, **changes: object) -> str:
    """A waiting group that shares nothing with the sample but what `changes` say."""
    other = replace(
        SAMPLE, name_ja="別名団体", name_kana="ベツメイダンタイ", contacts=(), url=None,
    )  # fmt: skip
    group_id = add_group(database, replace(other, **changes), email)  # type: ignore[arg-type]
    act(database, group_id, Step(Action.SUBMIT))
    return group_id


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        ("phone", {"contacts": (Contact("phone", CANARY_PHONE),)}),
        ("email", {"contacts": (Contact("email", CANARY_EMAIL),)}),
        ("reading", {"name_kana": SAMPLE.name_kana}),
        ("name", {"name_ja": "見本の会会"}),
    ],
)
def test_reviewers_see_who_else_waits_with_the_same_private_contact(
    steward: FlaskClient, database: Connection, submitted: str, reason: str,
    changes: dict[str, object],
) -> None:  # fmt: skip
    unlike = sent(database, "unlike@example.jp")
    alike = sent(database, "alike@example.jp", **changes)
    found = find_hidden_duplicates(database, submitted, SAMPLE)
    assert [(each.id, each.reasons) for each in found] == [(alike, (reason,))]
    page = steward.get(f"/staff/groups/{submitted}", headers=HTML).text
    assert f'href="/staff/groups/{alike}"' in page
    assert f'href="/staff/groups/{unlike}"' not in page


def test_a_draft_is_compared_only_when_it_was_sent(database: Connection, submitted: str) -> None:
    add_group(database, SAMPLE, "draft@example.jp")
    assert find_hidden_duplicates(database, submitted, SAMPLE) == ()


def test_a_website_counts_without_its_spelling(database: Connection, submitted: str) -> None:
    alike = sent(database, "alike@example.jp", url="http://www.sample.example.jp/")
    mine = replace(SAMPLE, url="https://sample.example.jp")
    found = find_hidden_duplicates(database, submitted, mine)
    assert [(each.id, each.reasons) for each in found] == [(alike, ("website",))]
