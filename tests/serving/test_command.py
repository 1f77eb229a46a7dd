"""The command `mapservice` of a clone, and the signals that its service obeys."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HANG_UP = """
import os, signal
from mapservice.serving.launcher import stop_signals
with stop_signals() as stopping:
    os.kill(os.getpid(), signal.SIGHUP)
    print(stopping.is_set())
"""


def test_the_clones_command_runs_from_a_folder_with_other_code(tmp_path: Path) -> None:
    (tmp_path / "mapservice").mkdir()
    (tmp_path / "mapservice" / "__init__.py").write_text("raise SystemExit('not this one')")
    told = subprocess.run(
        [Path(sys.prefix, "bin", "mapservice"), "--version"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert told.stdout.strip() == project["version"]


@pytest.mark.parametrize(
    ("disposition", "stops"), [("--default-signal=HUP", True), ("--ignore-signal=HUP", False)]
)
def test_a_closed_terminal_stops_the_service_unless_under_nohup(
    disposition: str, stops: bool
) -> None:
    told = subprocess.run(
        ["env", disposition, sys.executable, "-c", HANG_UP],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == f"{stops}\n"
