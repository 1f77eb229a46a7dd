"""Nothing is doubled and nothing is lost when many act at once."""

from mapservice.database.engine import Databases
from tests.groups.races import race_edits, race_submissions


def test_racing_duplicates_make_one_record_each(committed: Databases) -> None:
    raced = race_submissions(committed.writer, 1000)
    assert raced.sent == 1000
    assert raced.stored == raced.distinct == len(raced.told) == 10


def test_every_edit_that_was_told_to_have_won_is_there(committed: Databases) -> None:
    won, refused, counted, _seconds = race_edits(committed.writer, 500)
    assert won == counted
    assert won + refused == 500
    assert refused > 0
