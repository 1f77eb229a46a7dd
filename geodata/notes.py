"""What is said about a file, a row or a cell: translatable words with their values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Note:
    """An English message id with `%(name)s` places and the values that go there."""

    message: str
    values: Mapping[str, str | float] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message


class Refused(ValueError):
    """A text that is not what its column holds; `note` says why in translatable words."""

    def __init__(self, message: str, **values: str | float) -> None:
        self.note = Note(message, values)
        super().__init__(str(self.note))


class Unreadable(Refused):
    """A whole file that cannot be read, is not allowed, or is larger than the limits."""


class Parsed(NamedTuple, Generic[Value]):
    """A parsed value and what had to be repaired to get it."""

    value: Value
    repairs: tuple[Note, ...] = ()
