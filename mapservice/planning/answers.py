"""Questions of the web answered, each once while the tables stay as they are."""

import datetime
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Final, Generic, TypeVar

from sqlalchemy import Connection

from mapservice.languages import get_language
from mapservice.planning.assessment.inputs import JAPAN, Inputs, read_inputs
from mapservice.planning.assessment.run import Assessment, assess
from mapservice.planning.parameters import Asked
from mapservice.planning.queries import select_revisions

Value = TypeVar("Value")
MOST_KEPT: Final = 24


class Kept(Generic[Value]):
    """The answers used last; two threads that ask the same at once both compute it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """What is kept under `key`, or what `make` gives, kept from now on."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        made = make()
        with self._lock:
            self._values[key] = made
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return made


_INPUTS: Final = Kept[Inputs](MOST_KEPT)
_ASSESSMENTS: Final = Kept[Assessment](MOST_KEPT)


def answer(connection: Connection, asked: Asked) -> Assessment:
    """The assessment of the tables as they are now. Errors as of `assess`."""
    # A database that was put back may count to the same revision again, but not at the same time.
    revisions = tuple(map(tuple, connection.execute(select_revisions()).all()))
    # Shops leave the lists by their date, and drawn points are named in the reader's language.
    state = (revisions, datetime.datetime.now(JAPAN).date(), get_language())
    chosen = (asked.supply, asked.candidates, asked.drawn, asked.filters)
    inputs = _INPUTS.get((chosen, state), lambda: read_inputs(connection, asked))
    return _ASSESSMENTS.get((asked, state), lambda: assess(inputs, asked))
