"""The transition table says everything that may happen to a record."""

import pytest

from mapservice.conditions import NotPossible
from mapservice.groups.states import (
    TRANSITIONS,
    VISIBLE,
    WAITING,
    Action,
    Status,
    next_status,
    possible_actions,
)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("action", Action)
def test_only_listed_transitions_happen(status: Status, action: Action) -> None:
    if (status, action) in TRANSITIONS:
        assert next_status(status, action) is TRANSITIONS[status, action]
    else:
        with pytest.raises(NotPossible):
            next_status(status, action)


def test_nothing_happens_to_an_erased_record() -> None:
    assert possible_actions(Status.ERASED) == frozenset()


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.ERASED])
def test_erasing_is_possible_at_any_time(status: Status) -> None:
    assert next_status(status, Action.ERASE) is Status.ERASED


@pytest.mark.parametrize("action", [Action.RECALL, Action.ASK_BACK, Action.REJECT, Action.APPROVE])
def test_a_published_group_stays_visible_whatever_becomes_of_its_change(action: Action) -> None:
    assert next_status(Status.CHANGE_SUBMITTED, action) in VISIBLE


def test_only_approval_confirmation_and_a_change_lead_to_a_visible_state() -> None:
    hidden = set(Status) - set(VISIBLE)
    leading = {
        action for (state, action), after in TRANSITIONS.items()
        if state in hidden and after in VISIBLE
    }  # fmt: skip
    assert leading == {Action.APPROVE, Action.CONFIRM}
    # What was never approved cannot be confirmed into view.
    confirmed = {state for state, action in TRANSITIONS if action is Action.CONFIRM}
    assert confirmed == {*VISIBLE, Status.ARCHIVED}


def test_reviewers_decide_on_waiting_records_only() -> None:
    for action in (Action.APPROVE, Action.REJECT):
        assert {state for state, each in TRANSITIONS if each is action} == set(WAITING)


def test_a_question_changes_nothing_of_what_is_shown() -> None:
    asked = {state: after for (state, each), after in TRANSITIONS.items()
             if each is Action.ASK_BACK}  # fmt: skip
    assert set(asked) == {*WAITING, Status.PUBLISHED, Status.ARCHIVED}
    assert all((state in VISIBLE) == (after in VISIBLE) for state, after in asked.items())
