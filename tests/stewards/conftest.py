"""A database that commits, shared by the tests of this folder that need one."""

from collections.abc import Iterator

import pytest

from mapservice.database.engine import Databases, Target
from tests.committed import committed_databases


@pytest.fixture(scope="module")
def committed(target: Target) -> Iterator[Databases]:
    with committed_databases(target, "stewards_committed") as databases:
        yield databases
