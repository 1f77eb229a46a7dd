"""The tools that read the code find nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", ".", ".ci"),
        ("ruff", "format", "--check", ".", ".ci"),
        ("mypy",),
    ],
    ids=" ".join,
)
def test_tool_is_content(command: tuple[str, ...]) -> None:
    told = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr
