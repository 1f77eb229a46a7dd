"""A temporary environment with a peer library from PyPI, apart from the project's own."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def environment(*packages: str) -> Iterator[Path]:
    """Path of a Python that has `packages`, removed afterwards; needs a network once."""
    with tempfile.TemporaryDirectory(prefix="planning-bench-") as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = Path(folder, "bin", "python")
        pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
        subprocess.run([*pip, *packages], check=True)
        yield python


def run_script(python: Path, script: Path, *arguments: str) -> None:
    """Run `script` there, without this project on its path."""
    subprocess.run([str(python), "-I", str(script), *arguments], check=True)
