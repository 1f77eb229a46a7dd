"""The house keeps its shape: who imports whom, and what each room may hold."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import types
from sqlalchemy.dialects.postgresql import JSONB

from layers import all_layers, venue_layers
from layers.declaration import Layer, PropertyType
from layers.table import VenueColumns

ROOT = Path(__file__).parents[1]
SUBJECTS = ("venues", "ogc", "groups", "stewards", "planning")

FORBIDDEN = {
    "geodata": ("layers", "mapservice", "flask", "sqlalchemy"),
    "layers": ("mapservice", "flask"),
    "mapservice": ("wsgi", "tests"),
}

COLUMN_TYPES: dict[PropertyType, tuple[type[types.TypeEngine[Any]], ...]] = {
    PropertyType.TEXT: (types.Text,),
    PropertyType.URL: (types.Text,),
    PropertyType.PHONE: (types.Text,),
    PropertyType.CHOICE: (types.Text,),
    PropertyType.TERNARY: (types.Text,),
    PropertyType.TEXTS: (types.ARRAY,),
    PropertyType.CHOICES: (types.ARRAY,),
    PropertyType.INTEGER: (types.Integer,),
    PropertyType.NUMBER: (types.Numeric,),
    PropertyType.DATE: (types.Date,),
    PropertyType.BOOLEAN: (types.Boolean,),
    PropertyType.HOURS: (JSONB,),
    PropertyType.ROOMS: (JSONB,),
}


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("folder", sorted(FORBIDDEN))
def test_imports_point_one_way(folder: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(folder)
        for name in imports_of(path)
        if name.split(".")[0] in FORBIDDEN[folder]
    ]
    assert modules(folder)
    assert wrong == []


@pytest.mark.parametrize("subject", SUBJECTS)
def test_no_subject_imports_the_views_of_another(subject: str) -> None:
    others = tuple(f"mapservice.{other}.views" for other in SUBJECTS if other != subject)
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(f"mapservice/{subject}")
        for name in imports_of(path)
        if name.startswith(others)
    ]
    assert wrong == []


@pytest.mark.parametrize("room", ["measures", "siting", "impedance"])
def test_measures_know_neither_flask_nor_sql(room: str) -> None:
    paths = modules(f"mapservice/planning/{room}")
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in paths
        for name in imports_of(path)
        if name.split(".")[0] in ("flask", "sqlalchemy", "psycopg", "geoalchemy2")
    ]
    assert paths
    assert wrong == []


def test_one_browser_module_alone_asks_the_server() -> None:
    scripts = sorted((ROOT / "mapservice/static/js").rglob("*.js"))
    asking = [path.name for path in scripts if "fetch(" in path.read_text(encoding="utf-8")]
    # A service worker stands between page and network: answering is its whole purpose.
    assert [name for name in asking if name != "service-worker.js"] == ["http.js"]


def test_top_level_holds_what_the_readme_names() -> None:
    folders = {
        path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")
    }
    local = {"node_modules", "dist", "build"}
    caches = {name for name in folders if name.startswith("__") or name.endswith(".egg-info")}
    assert folders - local - caches == {
        "docs", "geodata", "layers", "mapservice", "templates", "tests",
    }  # fmt: skip


@pytest.mark.parametrize("layer", all_layers(), ids=lambda layer: layer.id)
def test_every_declared_property_is_a_column_of_its_type(layer: Layer) -> None:
    columns = layer.table.__table__.columns
    wrong = [
        declared.name
        for declared in layer.properties
        if declared.name not in columns
        or not isinstance(columns[declared.name].type, COLUMN_TYPES[declared.type])
    ]
    assert wrong == []


@pytest.mark.parametrize("layer", venue_layers(), ids=lambda layer: layer.id)
def test_every_venue_layer_has_the_shared_columns(layer: Layer) -> None:
    assert issubclass(layer.table, VenueColumns)


@pytest.mark.parametrize("layer", all_layers(), ids=lambda layer: layer.id)
def test_choices_have_unique_values_and_choice_types_have_choices(layer: Layer) -> None:
    for declared in layer.properties:
        values = [choice.value for choice in declared.choices]
        assert len(values) == len(set(values)), declared.name
        is_choice = declared.type in (PropertyType.CHOICE, PropertyType.CHOICES)
        assert bool(values) == is_choice, declared.name


def test_no_two_layers_share_a_symbol() -> None:
    symbols = [(layer.style.shape, layer.style.color) for layer in all_layers()]
    shapes = [layer.style.shape for layer in venue_layers()]
    assert len(symbols) == len(set(symbols))
    assert len(shapes) == len(set(shapes))
