"""What may happen to a group's record: one table from state and action to the next state."""

from enum import StrEnum
from typing import Final

from mapservice.conditions import NotPossible


class Status(StrEnum):
    """The states of a record; CHECK of private.groups holds the same names."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    CHANGE_SUBMITTED = "change_submitted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    ARCHIVED = "archived"
    ERASED = "erased"


class Action(StrEnum):
    """What somebody does: the group itself, a steward, or the calendar."""

    SUBMIT = "submit"
    RECALL = "recall"
    APPROVE = "approve"
    ASK_BACK = "ask_back"
    REJECT = "reject"
    CONFIRM = "confirm"
    ARCHIVE = "archive"
    WITHDRAW = "withdraw"
    ERASE = "erase"


_S, _A = Status, Action

TRANSITIONS: Final[dict[tuple[Status, Action], Status]] = {
    (_S.DRAFT, _A.SUBMIT): _S.SUBMITTED,
    (_S.REJECTED, _A.SUBMIT): _S.SUBMITTED,
    (_S.WITHDRAWN, _A.SUBMIT): _S.SUBMITTED,
    (_S.ARCHIVED, _A.SUBMIT): _S.SUBMITTED,
    (_S.PUBLISHED, _A.SUBMIT): _S.CHANGE_SUBMITTED,
    (_S.SUBMITTED, _A.RECALL): _S.DRAFT,
    (_S.SUBMITTED, _A.APPROVE): _S.PUBLISHED,
    (_S.SUBMITTED, _A.ASK_BACK): _S.DRAFT,
    (_S.SUBMITTED, _A.REJECT): _S.REJECTED,
    # The live version stays whatever becomes of a change.
    (_S.CHANGE_SUBMITTED, _A.RECALL): _S.PUBLISHED,
    (_S.CHANGE_SUBMITTED, _A.APPROVE): _S.PUBLISHED,
    (_S.CHANGE_SUBMITTED, _A.ASK_BACK): _S.PUBLISHED,
    (_S.CHANGE_SUBMITTED, _A.REJECT): _S.PUBLISHED,
    # A question about what is on the map: the group answers by a change or by confirming.
    (_S.PUBLISHED, _A.ASK_BACK): _S.PUBLISHED,
    (_S.ARCHIVED, _A.ASK_BACK): _S.ARCHIVED,
    (_S.PUBLISHED, _A.CONFIRM): _S.PUBLISHED,
    (_S.CHANGE_SUBMITTED, _A.CONFIRM): _S.CHANGE_SUBMITTED,
    (_S.ARCHIVED, _A.CONFIRM): _S.PUBLISHED,
    (_S.PUBLISHED, _A.ARCHIVE): _S.ARCHIVED,
    (_S.CHANGE_SUBMITTED, _A.ARCHIVE): _S.ARCHIVED,
    **{(status, _A.WITHDRAW): _S.WITHDRAWN for status in _S if status not in (
        _S.WITHDRAWN, _S.ERASED)},
    **{(status, _A.ERASE): _S.ERASED for status in _S if status is not _S.ERASED},
}  # fmt: skip

REVIEWER_ACTIONS: Final = (Action.APPROVE, Action.ASK_BACK, Action.REJECT)
WAITING: Final = (Status.SUBMITTED, Status.CHANGE_SUBMITTED)
VISIBLE: Final = (Status.PUBLISHED, Status.CHANGE_SUBMITTED)
"""States in which `live` is on the public map."""


def next_status(status: str, action: Action) -> Status:
    """The state after `action`; NotPossible when the table has no such row."""
    try:
        return TRANSITIONS[Status(status), action]
    except KeyError:
        raise NotPossible(status, action) from None


def possible_actions(status: str) -> frozenset[Action]:
    """What the table allows in a state."""
    return frozenset(action for state, action in TRANSITIONS if state == status)
