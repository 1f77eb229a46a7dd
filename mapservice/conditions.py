"""What keeps a change from being made, each with the HTTP status that `problems.py` gives it."""

from collections.abc import Mapping
from typing import Any


class SignInNeeded(Exception):
    """Nobody is signed in, or the session has ended. `url` is where one signs in."""

    def __init__(self, url: str) -> None:
        super().__init__("sign in first")
        self.url = url


class NotYours(Exception):
    """Who is signed in may not do this to this record."""


class NotPossible(Exception):
    """The record's state does not allow the action, most often because somebody was faster."""

    def __init__(self, status: str, action: str) -> None:
        super().__init__(f"{action} is not possible while {status}")
        self.status, self.action = status, action


class Unconditional(Exception):
    """A change came without saying which version it was made from (RFC 6585, 3)."""


class Stale(Exception):
    """The record changed since it was read (RFC 9110, 15.5.13): `theirs` is what it is now."""

    def __init__(self, theirs: Mapping[str, Any], revision: int) -> None:
        super().__init__(f"the record is at version {revision} now")
        self.theirs, self.revision = theirs, revision


class TooMany(Exception):
    """More attempts than the limit allows; `retry_after_s` is when to come back."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"try again in {retry_after_s} seconds")
        self.retry_after_s = retry_after_s
