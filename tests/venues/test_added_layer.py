"""Adding a layer is adding one module and one migration, and nothing else."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from mapservice.database.engine import Target, administrator_engine
from mapservice.database.migrations.state import known_heads

ROOT = Path(__file__).parents[2]
CODE = ("geodata", "layers", "mapservice", "templates")

MODULE = '''
"""公園: parks."""

from sqlalchemy.orm import Mapped

from layers.declaration import Layer, Property, PropertyType, Style
from layers.departments import PUBLIC_FACILITIES
from layers.table import FeatureTable, VenueColumns
from layers.text import Text
from layers.venue import VENUE_PROPERTIES


class Park(VenueColumns, FeatureTable):
    """A park."""

    __tablename__ = "parks"

    trees: Mapped[int | None]


LAYER = Layer(
    id="parks",
    title=Text("公園", "Parks", "公園(こうえん)"),
    description=Text("市の公園です。", "The city's parks.", "市(し)の 公園(こうえん)です。"),
    table=Park,
    properties=(
        *VENUE_PROPERTIES,
        Property("trees", Text("木", "Trees", "木(き)"), PropertyType.INTEGER, unit="本",
                 filterable=True, headers=("木",)),
    ),
    owners=(PUBLIC_FACILITIES,),
    source=Text("台帳", "Register", "台帳(だいちょう)"),
    licence="CC-BY-4.0",
    attribution=Text("藤沢市", "Fujisawa City", "藤沢市(ふじさわし)"),
    style=Style(shape="hexagon", color="#2f6b1f", glyph="園"),
    fresh_days=365,
    is_venue=True,
)
'''

MIGRATION = '''
"""Parks."""

from sqlalchemy import Column, Integer

from mapservice.database.migrations.layer_tables import create_venue_table, drop_table
from mapservice.database.migrations.search_indexes import create_search_indexes

revision = "9000"
down_revision = {down_revision!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_venue_table("parks", [Column("trees", Integer)])
    create_search_indexes("parks")


def downgrade() -> None:
    drop_table("parks")
'''

VISIT = """
import json, sys
from pathlib import Path
from sqlalchemy import text
from mapservice import create_app
from mapservice.database.engine import open_databases, private_target
from mapservice.database.schema import initialise
from mapservice.settings import Settings

target = private_target(Path(sys.argv[1]), sys.argv[2])
initialise(target)
settings = Settings(database_url="postgresql://localhost:1/x", secret_key="for tests only")
app = create_app(settings)
app.extensions["databases"] = databases = open_databases(target, settings)
with databases.owner.begin() as connection:
    connection.execute(text(
        "INSERT INTO layers.parks (id, name_ja, trees, geom, precision) VALUES"
        " ('p', '試しの公園', 120, 'SRID=4326;POINT(139.46 35.39)', 'exact'),"
        " ('q', '小さな公園', 3, 'SRID=4326;POINT(139.47 35.39)', 'exact')"))
client = app.test_client()
answers = {path: client.get(path).get_data(as_text=True) for path in sys.argv[3:]}
print("ANSWERS" + json.dumps(answers))
"""

PATHS = (
    "/",
    "/places/parks/p",
    "/map/features?bbox=139,35,140,36&zoom=12",
    "/nearest?lon=139.46&lat=35.39&layers=parks",
    "/?layers=parks&trees=100..&f=geojson",
    "/?layers=parks&f=csv",
    "/about",
    "/ogc/collections/parks/items?f=json",
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the code with one module and one migration more."""
    for folder in CODE:
        shutil.copytree(ROOT / folder, tmp_path / folder,
                        ignore=shutil.ignore_patterns("__pycache__", "node_modules"))  # fmt: skip
    (head,) = known_heads()
    (tmp_path / "layers" / "parks.py").write_text(MODULE, encoding="utf-8")
    versions = tmp_path / "mapservice" / "database" / "migrations" / "versions"
    migration = MIGRATION.format(down_revision=head)
    (versions / "9000_parks.py").write_text(migration, encoding="utf-8")
    return tmp_path


def test_a_layer_is_added_by_one_module_and_one_migration(checkout: Path, target: Target) -> None:
    socket = str(target.address.query["host"])
    run = subprocess.run(
        [sys.executable, "-c", VISIT, socket, "added_layer", *PATHS],
        cwd=checkout, env={**os.environ, "PYTHONPATH": str(checkout)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    with administrator_engine(target.named("postgres")).connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text("DROP DATABASE IF EXISTS added_layer WITH (FORCE)"))
    assert run.returncode == 0, run.stderr
    answers = json.loads(run.stdout.partition("ANSWERS")[2])
    page, place, points, nearest, filtered, table, about, items = (answers[path] for path in PATHS)
    # On the page: the switch, the legend, the list; then the place, the map, the filter, the API.
    assert page.count("試しの公園") >= 1
    assert 'value="parks"' in page
    assert "120" in place
    assert "木" in place
    assert {each["properties"]["layer"] for each in json.loads(points)["features"]} == {"parks"}
    assert [each["id"] for each in json.loads(nearest)["features"]] == ["parks/p", "parks/q"]
    assert [each["id"] for each in json.loads(filtered)["features"]] == ["parks/p"]
    assert "試しの公園" in table
    assert "市の公園です。" in about
    assert "試しの公園" in items
