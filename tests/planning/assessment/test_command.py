"""`mapservice assess`: the question in options, the answer in lines, streets from a file."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import Connection

from mapservice.cli import main
from mapservice.database.engine import Target
from mapservice.database.roles import OWNER
from mapservice.languages import ENVIRON_KEY
from mapservice.planning.assessment.inputs import read_inputs
from mapservice.planning.assessment.run import assess
from mapservice.planning.assessment.streets import read_streets
from mapservice.planning.commands import assess_command, describe
from mapservice.planning.parameters import Asked
from tests.factories import add_venue
from tests.planning.assessment.worlds import HALLS, NORTH, SOUTH, add_two_districts, load_bundled

INSTANCE = "4 4 1\n1 2 1\n2 3 1\n3 4 1\n1 2 2\n"


def test_the_command_prints_the_northern_gap_and_the_ranking(
    database: Connection, app: Flask
) -> None:
    load_bundled(database)
    asked = Asked()
    found = assess(read_inputs(database, asked), asked)
    with app.test_request_context():
        lines = "\n".join(describe(found))
    for name in ("六会", "湘南台", "遠藤", "長後", "御所見"):
        assert f"{name}市民センター" in lines
    assert "133,593 people" in lines
    assert "慶應義塾大学" in lines
    assert "空き店舗" in lines
    assert "藤沢市市民活動プラザむつあい" in lines
    assert "runs" in lines


def test_the_whole_city_has_no_rest(database: Connection, app: Flask) -> None:
    add_two_districts(database)
    add_venue(database, at=SOUTH)
    asked = Asked(supply=HALLS, area=("city",))
    found = assess(read_inputs(database, asked), asked)
    with app.test_request_context(environ_overrides={ENVIRON_KEY: "en"}):
        lines = list(describe(found))
    assert sum("The whole city" in line for line in lines) >= 1
    assert not any("other districts" in line for line in lines)


def test_an_area_that_does_not_exist_ends_the_command_with_one_sentence(target: Target) -> None:
    address = target.url(OWNER).set(drivername="postgresql")
    environment = {"MAPSERVICE_DATABASE_URL": address.render_as_string(hide_password=False)}
    ended = CliRunner().invoke(main, ["assess", "--area", "atlantis"], env=environment)
    assert ended.exit_code == 1
    assert "Error: area:" in ended.output
    assert "Traceback" not in ended.output


def test_a_bad_option_is_refused_before_the_database_is_asked() -> None:
    ended = CliRunner().invoke(main, ["assess", "--minutes", "many"])
    assert ended.exit_code == 1
    assert "minutes:" in ended.output


def test_the_documentation_names_every_option() -> None:
    text = (Path(__file__).parents[3] / "docs" / "planning.md").read_text(encoding="utf-8")
    options = [name for each in assess_command.params for name in each.opts]
    assert [name for name in options if f"`{name}`" not in text] == []


@pytest.mark.parametrize(("problem", "objective"), [("p-median", "5"), ("p-center", "2")])
def test_an_instance_of_the_literature_is_solved_with_its_proof(
    tmp_path: Path, problem: str, objective: str
) -> None:
    path = tmp_path / "pmed.txt"
    path.write_text(INSTANCE)
    ended = CliRunner().invoke(main, ["solve", problem, str(path)])
    assert ended.exit_code == 0, ended.output
    assert f"objective: {objective}\n" in ended.output
    assert "gap: 0.000000%" in ended.output


def test_minutes_over_streets_follow_the_streets_of_the_file(
    database: Connection, tmp_path: Path
) -> None:
    """A street that makes a detour of 0.01 degrees to the east on the way from 北 to 南."""
    add_two_districts(database)
    add_venue(database, at=SOUTH)
    corner = (NORTH[0] + 0.01, (NORTH[1] + SOUTH[1]) / 2)
    line = {"type": "LineString", "coordinates": [NORTH, corner, SOUTH]}
    street = {"type": "Feature", "geometry": line, "properties": {"highway": "residential"}}
    path = tmp_path / "streets.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [street]}))
    asked = Asked(supply=HALLS, sure=False)
    inputs = read_inputs(database, asked)
    found = assess(inputs, asked, read_streets(path, asked))
    straight = assess(inputs, Asked(supply=HALLS, sure=False, detour=1.0))
    north, direct = found.access.figures("北"), straight.access.figures("北")
    half = ((corner[0] - NORTH[0]) * 90_980, (corner[1] - NORTH[1]) * 110_950)
    by_hand = 2 * (half[0] ** 2 + half[1] ** 2) ** 0.5 / 80
    assert north["mean_minutes"] == pytest.approx(by_hand, rel=2e-3)
    assert north["mean_minutes"] > direct["mean_minutes"]
    assert "straight_line" not in {each.code for each in found.cautions}
    assert "streets.geojson" in found.travel.method
