"""What happens to a record, and what of it reaches the public table."""

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, select, text

from layers.groups import Group
from mapservice.conditions import NotPossible, Stale
from mapservice.database.engine import Databases
from mapservice.groups.records import Step, act, read_record, save_draft
from mapservice.groups.registration import Place, Registration, Visibility
from mapservice.groups.states import Action, Status
from mapservice.groups.towns import find_town, nearest_town
from tests.registrations import CANARIES, HOME, SAMPLE, add_group, add_town, registration


@pytest.fixture
def writer(databases: Databases) -> Any:
    with databases.writer.begin() as connection:
        yield connection


def steps(connection: Connection, group_id: str, *actions: Action) -> None:
    for action in actions:
        act(connection, group_id, Step(action))


def public(connection: Connection) -> str:
    """Everything that the public role can read of groups, as one text."""
    row = connection.execute(text("SELECT to_jsonb(g)::text FROM layers.groups g")).scalars().all()
    return "\n".join(row)


def test_only_approved_groups_are_public(database: Connection, writer: Connection) -> None:
    add_town(database)
    group_id = add_group(writer)
    assert public(writer) == ""
    steps(writer, group_id, Action.SUBMIT)
    assert public(writer) == ""
    steps(writer, group_id, Action.APPROVE)
    assert "見本の会" in public(writer)


def test_a_private_home_is_public_as_its_town_only(
    database: Connection, writer: Connection
) -> None:
    add_town(database)
    group_id = add_group(writer)
    steps(writer, group_id, Action.SUBMIT, Action.APPROVE)
    shown = json.loads(public(writer))
    assert shown["geom"]["coordinates"] == [139.47, 35.35]
    assert (shown["precision"], shown["town"], shown["address"]) == (
        "town", "見本町九丁目", "見本町九丁目",
    )  # fmt: skip
    assert [canary for canary in CANARIES if canary in public(writer)] == []


@pytest.mark.parametrize("visibility", Visibility)
@pytest.mark.parametrize("home", [True, False])
@pytest.mark.parametrize("as_office", [True, False])
def test_exact_points_are_public_only_where_the_group_said_so(
    database: Connection, writer: Connection, visibility: Visibility, home: bool, as_office: bool
) -> None:
    add_town(database)
    place = replace(HOME, visibility=visibility, home=home)
    draft = registration(office=place if as_office else None, places=() if as_office else (place,))
    group_id = add_group(writer, draft)
    steps(writer, group_id, Action.SUBMIT, Action.APPROVE)
    exact = visibility is Visibility.PUBLIC and not home
    assert ("金糸雀荘" in public(writer)) is exact
    assert ("139.4711" in public(writer)) is exact
    town_shown = "見本町九丁目" in public(writer)
    assert town_shown is (visibility is not Visibility.STAFF)


def test_a_change_stays_hidden_until_it_is_approved(
    database: Connection, writer: Connection
) -> None:
    add_town(database)
    group_id = add_group(writer)
    steps(writer, group_id, Action.SUBMIT, Action.APPROVE)
    revision = read_record(writer, group_id).revision
    save_draft(writer, group_id, revision, lambda draft: replace(draft, name_ja="見本の新しい会"))
    steps(writer, group_id, Action.SUBMIT)
    assert "見本の新しい会" not in public(writer)
    assert "見本の会" in public(writer)
    steps(writer, group_id, Action.APPROVE)
    assert "見本の新しい会" in public(writer)


@pytest.mark.parametrize("action", [Action.WITHDRAW, Action.ARCHIVE, Action.ERASE])
def test_a_group_that_leaves_is_gone_from_the_map_at_once(
    writer: Connection, action: Action
) -> None:
    group_id = add_group(writer)
    steps(writer, group_id, Action.SUBMIT, Action.APPROVE, action)
    assert public(writer) == ""


def test_a_lost_update_is_refused(writer: Connection) -> None:
    group_id = add_group(writer)
    save_draft(writer, group_id, 1, lambda draft: replace(draft, name_ja="一"))
    with pytest.raises(Stale) as stale:
        save_draft(writer, group_id, 1, lambda draft: replace(draft, name_ja="二"))
    assert stale.value.theirs["name_ja"] == "一"


def test_what_the_table_does_not_list_is_refused_and_changes_nothing(writer: Connection) -> None:
    group_id = add_group(writer)
    with pytest.raises(NotPossible):
        act(writer, group_id, Step(Action.APPROVE))
    assert read_record(writer, group_id).status is Status.DRAFT


def test_erasing_reaches_every_table(database: Connection, writer: Connection) -> None:
    add_town(database)
    group_id = add_group(writer, email="canary-contact@example.jp")
    steps(writer, group_id, Action.SUBMIT, Action.APPROVE, Action.ERASE)
    tables = database.execute(
        text(
            "SELECT schemaname || '.' || tablename FROM pg_tables"
            " WHERE schemaname IN ('private', 'layers', 'jobs')"
        )
    ).scalars()
    for table in tables.all():
        kept = "\n".join(database.execute(text(f"SELECT t::text FROM {table} t")).scalars())
        assert [canary for canary in (*CANARIES, "見本の会") if canary in kept] == [], table
    assert read_record(writer, group_id).status is Status.ERASED


def test_a_registration_survives_being_stored() -> None:
    place = Place("見本館", "public_facilities", "sample", visibility=Visibility.PUBLIC)
    full = registration(places=(HOME, place), social=("https://example.jp",), notices=("children",))
    assert Registration.from_json(json.loads(json.dumps(full.to_json()))) == full
    assert Registration.from_json({}) == Registration()


def test_what_is_missing_is_told_by_name() -> None:
    assert SAMPLE.missing() == ()
    assert Registration().missing() == ("name_ja", "purpose", "fields", "contacts")


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("藤沢市見本町九丁目1-2", "見本町九丁目"),
        ("見本町9-1-2", "見本町九丁目"),
        ("見本町９丁目１", "見本町九丁目"),
        ("見本町3-1", "見本町"),
        ("〒252-9998", "見本町"),
        ("どこでもない", None),
    ],
)
def test_an_address_leads_to_its_town(
    database: Connection, address: str, found: str | None
) -> None:
    add_town(database)
    add_town(database, "sample", name_ja="見本町", postal_code="2529998", lon=139.48)
    town = find_town(database, address)
    assert (town.name if town else None) == found


def test_a_pin_leads_to_the_nearest_town_within_reach(database: Connection) -> None:
    add_town(database)
    add_town(database, "far", name_ja="遠い見本町", lon=139.40)
    near = nearest_town(database, 139.471, 35.351)
    assert near is not None
    assert near.name == "見本町九丁目"
    assert nearest_town(database, 135.0, 35.0) is None


def test_the_public_table_holds_one_row_per_visible_group(writer: Connection) -> None:
    group_id = add_group(writer)
    steps(writer, group_id, Action.SUBMIT, Action.APPROVE, Action.SUBMIT)
    steps(writer, group_id, Action.APPROVE)
    assert writer.execute(select(Group.id)).scalars().all() == [group_id]
