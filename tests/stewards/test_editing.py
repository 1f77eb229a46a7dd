"""Features are edited in the browser without losing anybody's change."""

import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from tests.forms import form_to, send
from tests.stewards.conftest import HTML

LAYER = "/staff/layers/public_facilities"
HALL = f"{LAYER}/features/hall"


@pytest.fixture(autouse=True)
def hall(database: Connection) -> None:
    database.execute(
        text(
            "INSERT INTO layers.public_facilities (id, name_ja, phone, geom, precision)"
            " VALUES ('hall', '見本会館', '0466-00-0001',"
            " ST_SetSRID(ST_MakePoint(139.47, 35.34), 4326), 'exact')"
        )
    )


def column(database: Connection, name: str, feature_id: str = "hall") -> object:
    return database.scalar(
        text(f"SELECT {name} FROM layers.public_facilities WHERE id = :id"), {"id": feature_id}
    )


def test_a_change_is_saved_with_its_reason(facilities: FlaskClient, database: Connection) -> None:
    page = facilities.get(HALL, headers=HTML)
    assert page.headers["ETag"] == '"1"'
    answer = send(
        facilities, page, "/hall", name_ja="見本新会館", wheelchair="yes", why="見本の理由",
        hours_days="毎日", hours_opens="9:00", hours_closes="21:00", capacity="１２０",
    )  # fmt: skip
    assert answer.status_code == 303, answer.text
    assert column(database, "name_ja") == "見本新会館"
    assert (column(database, "wheelchair"), column(database, "capacity")) == ("yes", 120)
    assert column(database, "open_minutes @> 540") is True
    assert column(database, "ST_X(geom)") == 139.47
    history = facilities.get(f"{HALL}/history", headers=HTML).text
    assert "<ins>見本新会館</ins>" in history
    assert "見本の理由" in history


def test_saving_what_is_there_changes_nothing(
    facilities: FlaskClient, database: Connection
) -> None:
    before = column(database, "to_jsonb(public_facilities) - 'revision' - 'updated_at'")
    page = facilities.get(HALL, headers=HTML)
    assert send(facilities, page, "/hall").status_code == 303
    after = column(database, "to_jsonb(public_facilities) - 'revision' - 'updated_at'")
    assert after == before


def test_a_lost_update_shows_both_versions(facilities: FlaskClient, database: Connection) -> None:
    page = facilities.get(HALL, headers=HTML)
    assert send(facilities, page, "/hall", name_ja="先の見本").status_code == 303
    late = facilities.get(HALL, headers=HTML)
    old = form_to(page, "/hall").values
    answer = send(
        facilities, late, "/hall", name_ja="後の見本", revision=old["revision"],
        submission=form_to(late, "/hall").values["submission"],
    )  # fmt: skip
    assert answer.status_code == 412
    assert "先の見本" in answer.text
    assert form_to(answer, "/hall").values["name_ja"] == "後の見本"
    assert column(database, "name_ja") == "先の見本"
    assert send(facilities, answer, "/hall").status_code == 303
    assert column(database, "name_ja") == "後の見本"


def test_a_change_without_a_version_is_428_and_the_header_counts(
    facilities: FlaskClient, database: Connection
) -> None:
    page = facilities.get(HALL, headers=HTML)
    assert send(facilities, page, "/hall", revision=None).status_code == 428
    values = form_to(page, "/hall").values
    values.pop("revision")
    wrong = facilities.post(HALL, data=values, headers={"If-Match": '"9"'})
    assert wrong.status_code == 412
    values["name_ja"] = "見本の題"
    right = facilities.post(HALL, data=values, headers={"If-Match": '"1"'})
    assert right.status_code == 303
    assert column(database, "name_ja") == "見本の題"


def test_what_does_not_belong_is_said_and_nothing_is_saved(
    facilities: FlaskClient, database: Connection
) -> None:
    page = facilities.get(HALL, headers=HTML)
    answer = send(facilities, page, "/hall", phone="12", capacity="many", lat="0", lon="0")
    assert answer.status_code == 422
    assert answer.text.count('class="field__error"') == 3
    assert column(database, "revision") == 1


def test_a_moved_pin_is_exact_and_an_unmoved_one_keeps_its_precision(
    facilities: FlaskClient, database: Connection
) -> None:
    database.execute(text("UPDATE layers.public_facilities SET precision = 'town'"))
    page = facilities.get(HALL, headers=HTML)
    send(facilities, page, "/hall", name_ja="見本館")
    assert column(database, "precision") == "town"
    page = facilities.get(HALL, headers=HTML)
    send(facilities, page, "/hall", lat="35.3411")
    assert column(database, "precision") == "exact"


def test_adding_twice_by_a_double_click_adds_one(
    facilities: FlaskClient, database: Connection
) -> None:
    page = facilities.get(f"{LAYER}/add", headers=HTML)
    values = {"name_ja": "見本の新館", "lat": "35.35", "lon": "139.46"}
    first, second = (send(facilities, page, "/add", **values) for _ in range(2))
    assert first.status_code == 303, first.text
    assert first.headers["Location"] == second.headers["Location"]
    found = database.scalar(text("SELECT count(*) FROM layers.public_facilities"))
    assert found == 2


def test_a_merged_feature_leads_to_the_other_one(
    facilities: FlaskClient, database: Connection
) -> None:
    database.execute(
        text("INSERT INTO layers.public_facilities (id, name_ja) VALUES ('same', '見本会舘')")
    )
    page = facilities.get(f"{HALL}/remove?q=見本", headers=HTML)
    assert send(facilities, page, "/remove", into="same").status_code == 303
    assert column(database, "id") is None
    assert database.execute(text("SELECT old_id, new_id FROM layers.redirects")).all() == [
        ("hall", "same")
    ]


def test_a_retired_feature_comes_back_by_undoing(
    facilities: FlaskClient, database: Connection
) -> None:
    before = column(database, "to_jsonb(public_facilities) - 'revision' - 'updated_at'")
    page = facilities.get(f"{HALL}/remove", headers=HTML)
    assert send(facilities, page, "/remove", why="見本の閉館").status_code == 303
    assert column(database, "id") is None
    change = database.scalar(
        text("SELECT change FROM private.audit WHERE action = 'DELETE' ORDER BY entry DESC")
    )
    shown = facilities.get(f"/staff/changes/{change}", headers=HTML)
    assert send(facilities, shown, "/undo").status_code == 303
    after = column(database, "to_jsonb(public_facilities) - 'revision' - 'updated_at'")
    assert after == before


def test_a_change_that_was_built_upon_cannot_be_undone(
    facilities: FlaskClient, database: Connection
) -> None:
    send(facilities, facilities.get(HALL, headers=HTML), "/hall", name_ja="見本一")
    change = database.scalar(text("SELECT change FROM private.audit ORDER BY entry DESC"))
    shown = facilities.get(f"/staff/changes/{change}", headers=HTML)
    send(facilities, facilities.get(HALL, headers=HTML), "/hall", name_ja="見本二")
    assert send(facilities, shown, "/undo").status_code == 412
    assert column(database, "name_ja") == "見本二"


CSV = """ID,名称,電話番号,緯度,経度
hall,見本会館,0466-00-0002,35.34,139.47
new,見本別館,,35.35,139.46
"""


def upload(client: FlaskClient, content: str) -> str:
    page = client.get(f"{LAYER}/import", headers=HTML)
    values = form_to(page, "/import").values
    data = {**values, "file": (io.BytesIO(content.encode()), "見本.csv")}
    answer = client.post(
        f"{LAYER}/import", data=data, content_type="multipart/form-data", headers=HTML
    )
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def test_an_import_is_looked_at_applied_and_undone_as_one(
    facilities: FlaskClient, database: Connection
) -> None:
    address = upload(facilities, CSV)
    page = facilities.get(address, headers=HTML)
    assert "<ins>0466-00-0002</ins>" in page.text
    assert "見本別館" in page.text
    assert column(database, "phone") == "0466-00-0001"
    applied = send(facilities, page, address)
    assert applied.status_code == 303, applied.text
    assert column(database, "phone") == "0466-00-0002"
    assert column(database, "name_ja", "new") == "見本別館"
    change = facilities.get(applied.headers["Location"], headers=HTML)
    assert send(facilities, change, "/undo").status_code == 303
    assert column(database, "phone") == "0466-00-0001"
    assert column(database, "id", "new") is None


def test_an_import_of_a_layer_that_changed_meanwhile_is_refused(
    facilities: FlaskClient, database: Connection
) -> None:
    address = upload(facilities, CSV)
    page = facilities.get(address, headers=HTML)
    database.execute(text("UPDATE layers.public_facilities SET name_ja = '見本の別'"))
    assert send(facilities, page, address).status_code == 412
    assert column(database, "phone") == "0466-00-0001"


def test_a_file_that_is_none_is_told(facilities: FlaskClient) -> None:
    address = upload(facilities, "a,b\n1,2\n")
    answer = facilities.get(address, headers=HTML)
    assert answer.status_code == 422


def test_groups_are_not_edited_behind_their_backs(steward: FlaskClient) -> None:
    page = steward.get("/staff/layers/groups", headers=HTML)
    assert "/staff/layers/groups/add" not in page.text
    assert steward.get("/staff/layers/groups/import", headers=HTML).status_code == 409
