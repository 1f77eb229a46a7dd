"""Lock files pin what pyproject.toml asks for, by hash, and name no registry."""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PINNED = re.compile(r"^([a-z0-9._-]+)(?:\[[a-z0-9,-]+\])?==(\S+)", re.MULTILINE)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SERVICE = PROJECT["project"]["dependencies"]
TESTS = PROJECT["dependency-groups"]["test"]
OURS = {"geodata", "layers", "mapservice", "wsgi", "tests"}


def pinned(lock: str) -> dict[str, str]:
    return dict(PINNED.findall((ROOT / lock).read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("lock", "asked"), [("requirements.lock", SERVICE), ("requirements-test.lock", SERVICE + TESTS)]
)
def test_every_dependency_is_pinned_as_asked(lock: str, asked: list[str]) -> None:
    versions = pinned(lock)
    for requirement in map(Requirement, asked):
        assert requirement.name in versions, f"{requirement.name}: run make lock"
        assert requirement.specifier.contains(versions[requirement.name]), requirement


def imported(folder: Path) -> Iterator[str]:
    """Names of the libraries that the modules of a folder import."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0]


@pytest.mark.parametrize(
    ("folder", "lock"),
    [
        ("geodata", "requirements.lock"),
        ("layers", "requirements.lock"),
        ("mapservice", "requirements.lock"),
        ("tests", "requirements-test.lock"),
    ],
)
def test_every_library_that_is_imported_is_installed_by_the_lock(folder: str, lock: str) -> None:
    # _typeshed exists for type checkers only.
    known = {*OURS, *sys.stdlib_module_names, "_typeshed"}
    owners, versions = packages_distributions(), pinned(lock)
    for module in set(imported(ROOT / folder)) - known:
        names = {re.sub(r"[-_.]+", "-", name).lower() for name in owners.get(module, [module])}
        assert names & versions.keys(), f"{module} is not in {lock}: pyproject.toml, make lock"


def test_the_tests_run_with_the_versions_of_the_service() -> None:
    service, tests = pinned("requirements.lock"), pinned("requirements-test.lock")
    assert {name: tests.get(name) for name in service} == service


@pytest.mark.parametrize(
    "lock", ["requirements.lock", "requirements-test.lock", "requirements-node.lock"]
)
def test_every_pin_has_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    for part in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in part, part
    assert "://" not in text


def test_javascript_is_pinned_by_hash_without_an_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    installed = {name: entry for name, entry in packages.items() if name}
    assert installed
    assert all(entry["integrity"].startswith("sha512-") for entry in installed.values())
    assert not any("resolved" in entry for entry in installed.values())
