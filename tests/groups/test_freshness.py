"""A year passes: the question, the mark, the archive, and one press of a button."""

import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, select, text

from mapservice.database.private import groups, outbox, representatives, sessions, tokens
from mapservice.groups.forgetting import erase_again, journal_path, write_journal
from mapservice.groups.freshness import Looked, look_after_records
from mapservice.groups.records import Step, act, read_record
from mapservice.groups.states import Action, Status
from mapservice.settings import Settings
from mapservice.upkeep import forget
from tests.factories import add_venue
from tests.forms import send
from tests.groups.conftest import HTML, link_in, newest_mail, sign_in
from tests.registrations import add_group, count

TOKYO = ZoneInfo("Asia/Tokyo")
ANY = {"Accept": "*/*"}
SETTINGS = Settings(base_url="https://map.example.jp")


def live_on(database: Connection, day: int) -> None:
    """Let the database's clock show `day` days from now."""
    then = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=day)
    move = text("SELECT set_config('mapservice.clock', :then, true)")
    database.execute(move, {"then": str(then)})


@pytest.fixture
def published(database: Connection) -> str:
    group_id = add_group(database)
    act(database, group_id, Step(Action.SUBMIT))
    act(database, group_id, Step(Action.APPROVE))
    return group_id


def unconfirmed(database: Connection) -> bool:
    return bool(database.scalar(text("SELECT extra ? 'unconfirmed_since' FROM layers.groups")))


def test_nothing_happens_within_the_year(database: Connection, published: str) -> None:
    live_on(database, 364)
    assert look_after_records(database, SETTINGS) == Looked(0, 0, 0)
    assert read_record(database, published).reminded_on is None


def test_a_year_later_one_mail_asks_and_one_press_confirms(
    client: FlaskClient, database: Connection, published: str
) -> None:
    live_on(database, 365)
    assert look_after_records(database, SETTINGS).asked == 1
    assert look_after_records(database, SETTINGS).asked == 0
    link = link_in(newest_mail(database, "group@example.jp"))
    page = client.get(link, headers=HTML)
    assert "見本の会" in page.text
    assert send(client, page, link).status_code == 200
    record = read_record(database, published)
    assert record.checked_on == database.scalar(text("SELECT private.today()"))
    assert database.scalar(text("SELECT checked_on FROM layers.groups")) == record.checked_on
    assert client.get(link, headers=HTML).status_code == 404


def assert_greyed(client: FlaskClient, group_id: str) -> None:
    """By a class for the eye and by words; the days are counted from the last confirmation."""
    listed = client.get("/?layers=groups", headers=HTML).text
    assert '<li class="card card--sample unconfirmed"' in listed
    place = client.get(f"/places/groups/{group_id}", headers=HTML).text
    assert '<header class="place__head unconfirmed">' in place
    for page in (listed, place):
        assert "確認のない日が続いています（395日）" in page


def test_a_confirmed_group_is_not_greyed(client: FlaskClient, published: str) -> None:
    for page in ("/?layers=groups", f"/places/groups/{published}"):
        assert "unconfirmed" not in client.get(page, headers=HTML).text


def test_after_30_days_it_is_marked_and_after_90_it_leaves_the_map(
    client: FlaskClient, database: Connection, published: str
) -> None:
    live_on(database, 365)
    look_after_records(database, SETTINGS)
    live_on(database, 365 + 29)
    assert look_after_records(database, SETTINGS) == Looked(0, 0, 0)
    live_on(database, 365 + 30)
    assert look_after_records(database, SETTINGS) == Looked(0, 1, 0)
    assert unconfirmed(database)
    assert_greyed(client, published)
    assert look_after_records(database, SETTINGS) == Looked(0, 0, 0)
    live_on(database, 365 + 90)
    assert look_after_records(database, SETTINGS) == Looked(0, 0, 1)
    assert read_record(database, published).status is Status.ARCHIVED
    assert database.scalar(text("SELECT count(*) FROM layers.groups")) == 0


def test_an_archived_group_comes_back_by_confirming(
    client: FlaskClient, database: Connection, published: str
) -> None:
    for day in (365, 365 + 90):
        live_on(database, day)
        look_after_records(database, SETTINGS)
    link = link_in(newest_mail(database, "group@example.jp"))
    assert send(client, client.get(link, headers=HTML), link).status_code == 200
    assert read_record(database, published).status is Status.PUBLISHED
    assert not unconfirmed(database)


def test_what_was_needed_for_a_while_is_forgotten(
    client: FlaskClient, database: Connection
) -> None:
    sign_in(client, database, "only-looked@example.jp")
    live_on(database, 31)
    database.execute(text("UPDATE private.attempts SET at = at - interval '2 days'"))
    database.execute(text("UPDATE private.idempotency SET created_at = now() - interval '2 days'"))
    forget(database)
    for table in (tokens, sessions, outbox, representatives, groups):
        assert count(database, table) == 0, table
    assert database.scalar(text("SELECT count(*) FROM private.attempts")) == 0
    assert database.scalar(text("SELECT count(*) FROM private.idempotency")) == 0


def test_a_restored_backup_forgets_again(
    database: Connection, published: str, tmp_path: Path
) -> None:
    """The backup is a savepoint that the database goes back to after the erasure."""
    journal = tmp_path / "erasures.log"
    backup = database.begin_nested()
    act(database, published, Step(Action.ERASE))
    assert write_journal(database, journal) == 1
    assert write_journal(database, journal) == 0
    backup.rollback()
    assert read_record(database, published).status is Status.PUBLISHED
    assert erase_again(database, journal) == 1
    assert read_record(database, published).status is Status.ERASED
    assert database.scalar(text("SELECT count(*) FROM layers.groups")) == 0
    assert erase_again(database, journal) == 0
    assert published in journal.read_text(encoding="utf-8")


def test_an_erasure_is_in_the_journal_when_the_page_answers(
    client: FlaskClient, database: Connection, published: str, settings: Settings
) -> None:
    """No hourly round runs here: a backup restored right afterwards forgets as well."""
    sign_in(client, database)
    backup = database.begin_nested()
    page = client.get(f"/groups/{published}/erase", headers=HTML)
    assert send(client, page, "/erase").status_code == 303
    backup.rollback()
    assert read_record(database, published).status is Status.PUBLISHED
    assert erase_again(database, journal_path(settings)) == 1
    assert read_record(database, published).status is Status.ERASED


def test_a_journal_that_cannot_be_written_keeps_nobody_from_erasing(
    client: FlaskClient, database: Connection, published: str, settings: Settings
) -> None:
    sign_in(client, database)
    journal = journal_path(settings)
    journal.unlink(missing_ok=True)
    journal.mkdir()
    page = client.get(f"/groups/{published}/erase", headers=HTML)
    assert send(client, page, "/erase").status_code == 303
    assert read_record(database, published).status is Status.ERASED
    journal.rmdir()
    assert write_journal(database, journal) == 1


@pytest.mark.parametrize(
    "page", ["/?f=geojson", "/", "/places/vacant_shops/{id}", "/nearest?lon=139.47&lat=35.35",
             "/map/features?bbox=139,35,140,36&zoom=15",
             "/ogc/collections/vacant_shops/items?f=json"],
)  # fmt: skip
def test_a_vacant_shop_leaves_by_itself_after_its_last_day(
    client: FlaskClient, database: Connection, page: str
) -> None:
    last_day = datetime.datetime.now(TOKYO).date() + datetime.timedelta(days=9)
    shop = add_venue(database, "vacant_shops", at=(139.47, 35.35), expires_on=last_day,
                     name_ja="見本の空き店舗")  # fmt: skip
    address = page.format(id=shop)
    live_on(database, 9)
    assert "見本の空き店舗" in client.get(address, headers=ANY).get_data(as_text=True)
    live_on(database, 10)
    assert "見本の空き店舗" not in client.get(address, headers=ANY).get_data(as_text=True)
    # The record itself stays for its department.
    assert database.scalar(text("SELECT count(*) FROM layers.vacant_shops")) == 1


def test_mail_of_an_erased_group_is_gone(database: Connection, published: str) -> None:
    live_on(database, 365)
    look_after_records(database, SETTINGS)
    assert count(database, outbox) == 1
    act(database, published, Step(Action.ERASE))
    assert database.execute(select(outbox)).all() == []
