"""The commands, as an operator types them, on a database of their own."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from mapservice.database.engine import Target, owner_engine
from mapservice.database.importing import commands
from mapservice.database.schema import initialise
from mapservice.settings import Settings

HEADER = "ID,名称,緯度,経度,車椅子可\n"
GOOD = HEADER + "a,見本館,35.34,139.49,○\nb,見本の家,35.35,139.48,\n"
BAD = HEADER + "a,見本館,35.34,139.49,有\nb,見本の家,0,0,\n"


@pytest.fixture(scope="module")
def commands_target(target: Target) -> Target:
    """A database beside the tests' one: commands commit."""
    own = target.named("mapservice_commands")
    initialise(own)
    return own


@pytest.fixture
def own_database(commands_target: Target, monkeypatch: pytest.MonkeyPatch) -> Iterator[Target]:
    @contextmanager
    def shared(_settings: Settings, _purpose: str) -> Iterator[Target]:
        yield commands_target

    monkeypatch.setattr(commands, "shared_database", shared)
    yield commands_target
    with owner_engine(commands_target).begin() as connection:
        connection.execute(text("DELETE FROM layers.venues"))


def run(command: click.Command, *arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments], obj=Settings())


def count(target: Target) -> int:
    with owner_engine(target).connect() as connection:
        return int(connection.scalar(text("SELECT count(*) FROM layers.public_facilities")) or 0)


def test_import_tells_what_it_did_and_again_that_nothing_changed(
    own_database: Target, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(GOOD, encoding="cp932")
    first = run(commands.import_command, "public_facilities", path)
    assert first.exit_code == 0, first.output
    assert "2 new, 0 changed" in first.output
    assert first.output.endswith("Loaded.\n")
    again = run(commands.import_command, "public_facilities", path)
    assert again.output.endswith("Nothing to change.\n")
    assert count(own_database) == 2


def test_a_dry_run_leaves_the_database_alone(own_database: Target, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(GOOD, encoding="utf-8")
    shown = run(commands.import_command, "public_facilities", path, "--dry-run")
    assert shown.exit_code == 0
    assert "new: a 見本館" in shown.output
    assert count(own_database) == 0


def test_a_refused_row_fails_the_command_and_names_line_and_column(
    own_database: Target, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(BAD, encoding="utf-8")
    refused = run(commands.import_command, "public_facilities", path)
    assert refused.exit_code == 1
    assert "refused: line 3 見本の家: 緯度: the point is not in Japan" in refused.output
    assert count(own_database) == 0
    assert run(commands.import_command, "public_facilities", path, "--skip-refused").exit_code == 0
    assert count(own_database) == 1


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".geojson", ".gpkg", ".zip"])
def test_export_writes_what_import_reads(own_database: Target, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(GOOD, encoding="utf-8")
    run(commands.import_command, "public_facilities", path)
    out = tmp_path / f"out{suffix}"
    written = run(commands.export_command, "public_facilities", out)
    assert written.output == "2 rows written\n"
    again = run(commands.import_command, "public_facilities", out)
    assert again.output.endswith("Nothing to change.\n")
    assert count(own_database) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("public_facilities", "{folder}/none.csv"), "does not exist"),
        (("castles", "{folder}/a.csv"), "castles"),
        (("public_facilities", "{folder}/a.xlsx"), "cannot be read"),
        (("public_facilities", "{folder}/a.csv", "--column", "nothing=名称"), "no property"),
        (("public_facilities", "{folder}/a.csv", "--column", "nothing"), "PROPERTY=COLUMN"),
        (("public_facilities", "{folder}/a.csv", "--as", "outline"), "towns"),
    ],
)
@pytest.mark.usefixtures("own_database")
def test_wrong_commands_say_what_is_wrong(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    for name in ("a.csv", "a.xlsx"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    filled = [argument.format(folder=tmp_path) for argument in arguments]
    failed = run(commands.import_command, *filled)
    assert failed.exit_code != 0
    assert words in failed.output
    assert "Traceback" not in failed.output


def test_the_actor_of_an_import_stands_in_the_audit_trail(
    own_database: Target, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(GOOD, encoding="utf-8")
    run(commands.import_command, "public_facilities", path)
    with owner_engine(own_database).connect() as connection:
        actors = connection.scalars(
            text("SELECT DISTINCT actor FROM private.audit WHERE relation = :relation"),
            {"relation": "layers.public_facilities"},
        ).all()
    assert f"command:{getpass.getuser()}" in actors
