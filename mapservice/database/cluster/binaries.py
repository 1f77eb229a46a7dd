"""Finding the system's PostgreSQL programs and its PostGIS."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mapservice.database.cluster.errors import MissingProgram

NEEDED = ("initdb", "postgres", "pg_config")
ADVICE = (
    "Debian or Ubuntu: apt-get install postgresql postgresql-postgis. "
    "Fedora: dnf install postgresql-server postgis libpq-devel. "
    "Alpine: apk add postgresql postgis. macOS: brew install postgresql postgis."
)


@dataclass(frozen=True)
class Binaries:
    """One installed PostgreSQL: its programs' folder and its major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.folder / name)


@cache
def find_binaries(major: int | None = None) -> Binaries:
    """The newest installed PostgreSQL that has PostGIS, or the one of version `major`.

    Raises MissingProgram with what was found and what to install.
    """
    installed = {binaries.folder: binaries for binaries in _installed()}
    if not installed:
        raise MissingProgram(f"PostgreSQL's server programs were not found. {ADVICE}")
    spatial = [binaries for binaries in installed.values() if _has_postgis(binaries)]
    if not spatial:
        found = ", ".join(str(folder) for folder in installed)
        raise MissingProgram(f"PostgreSQL is in {found}, but PostGIS is not. {ADVICE}")
    fitting = [binaries for binaries in spatial if major in (None, binaries.major)]
    if not fitting:
        present = ", ".join(str(binaries.major) for binaries in spatial)
        raise MissingProgram(
            f"The data were made by PostgreSQL {major}, installed with PostGIS: {present}. "
            f"Install version {major} again, or export with it and import into a new data folder."
        )
    return max(fitting, key=lambda binaries: binaries.major)


def _installed() -> Iterator[Binaries]:
    for folder in _folders():
        if all(os.access(folder / name, os.X_OK) for name in NEEDED):
            answer = _ask(folder / "postgres", "--version")
            if version := re.search(r"(\d+)", answer):
                yield Binaries(folder.resolve(), int(version[1]))


def _folders() -> Iterator[Path]:
    yield from Path("/usr/lib/postgresql").glob("*/bin")
    yield from Path("/usr").glob("pgsql-*/bin")
    # Resolved, because distributions link single programs into the path.
    for name in ("postgres", "initdb"):
        if found := shutil.which(name):
            yield Path(found).resolve().parent
    if pg_config := shutil.which("pg_config"):
        yield Path(_ask(Path(pg_config), "--bindir"))


def _has_postgis(binaries: Binaries) -> bool:
    share = _ask(binaries.folder / "pg_config", "--sharedir")
    return (Path(share) / "extension" / "postgis.control").is_file()


def _ask(program: Path, option: str) -> str:
    answer = subprocess.run(
        [program, option], capture_output=True, text=True, check=False, timeout=20, cwd="/"
    )
    return answer.stdout.strip()
