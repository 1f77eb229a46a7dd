"""Floating catchments: cases by hand and the law that no supply is lost or made."""

import numpy as np
import pytest
from hypothesis import given

from mapservice.planning import decay
from mapservice.planning.impedance.pairs import pairs_from_dense
from mapservice.planning.measures.balanced import balanced_catchment
from mapservice.planning.measures.floating_catchment import (
    CatchmentScores,
    enhanced_two_step,
    three_step,
    two_step,
)
from mapservice.planning.measures.groups import scores_by_group
from tests.planning.measures.worlds import World, by_hand, worlds


def test_2sfca_by_hand() -> None:
    world = by_hand()
    result = two_step(world.pairs, world.people, world.supply, 15)
    # R = 4 / (100 + 300), 6 / 300; the last point is 99 minutes away
    assert result.ratio == pytest.approx([0.01, 0.02])
    assert result.score == pytest.approx([0.01, 0.03, 0])
    assert result.unserved.tolist() == [False, False, True]


def test_e2sfca_by_hand() -> None:
    world = by_hand()
    slow = decay.steps(decay.LUO_QI_SLOW)
    result = enhanced_two_step(world.pairs, world.people, world.supply, slow)
    # venue 0: both within 10 min; venue 1: 300 people at weight 0.68
    second = 6 / (0.68 * 300)
    assert result.ratio == pytest.approx([0.01, second])
    assert result.score == pytest.approx([0.01, 0.01 + 0.68 * second, 0])


def test_3sfca_by_hand() -> None:
    world = by_hand()
    slow = decay.steps(decay.LUO_QI_SLOW)
    result = three_step(world.pairs, world.people, world.supply, slow)
    # middle point: shares of interest 1 / 1.68 and 0.68 / 1.68
    first = 4 / (100 * 1 + 300 * 1 / 1.68)
    second = 6 / (300 * 0.68 * 0.68 / 1.68)
    assert result.ratio == pytest.approx([first, second])
    assert result.score[1] == pytest.approx(first / 1.68 + second * 0.68 * 0.68 / 1.68)


def test_balanced_by_hand() -> None:
    minutes = np.array([[5.0, 15.0], [5.0, 99.0]])
    curve = decay.steps(((10.0, 1.0), (20.0, 0.5)))
    result = balanced_catchment(
        pairs_from_dense(minutes), np.array([30.0, 20.0]), np.array([8.0, 5.0]), curve
    )
    # people of point 0 split 2/3 and 1/3: loads 20 + 20 and 10
    assert result.load == pytest.approx([40, 10])
    assert result.level == pytest.approx([0.2, 0.5])
    # level 0 is split half and half, level 1 goes to point 0 whole
    assert result.score == pytest.approx([0.1 + 0.5, 0.1])


def conserved(world: World, result: CatchmentScores) -> None:
    reached = world.supply[~result.idle].sum()
    assert float(result.score @ world.people) == pytest.approx(reached)
    assert np.isfinite(result.score).all()


@given(worlds())
def test_every_supply_that_someone_reaches_is_given_out_once(world: World) -> None:
    curve = decay.steps(decay.LUO_QI_SLOW)
    conserved(world, two_step(world.pairs, world.people, world.supply, 20))
    conserved(world, enhanced_two_step(world.pairs, world.people, world.supply, curve))
    conserved(world, three_step(world.pairs, world.people, world.supply, curve))


@given(worlds())
def test_balanced_keeps_people_and_levels(world: World) -> None:
    result = balanced_catchment(
        world.pairs, world.people, world.supply, decay.steps(decay.LUO_QI_SLOW)
    )
    assert result.load.sum() == pytest.approx(world.people[~result.unserved].sum())
    assert result.score.sum() == pytest.approx(result.level.sum())


@given(worlds())
def test_the_unserved_are_those_beyond_the_catchment(world: World) -> None:
    result = two_step(world.pairs, world.people, world.supply, 20)
    assert result.unserved.tolist() == (world.minutes.min(axis=1) > 20).tolist()


def test_a_venue_nobody_reaches_is_idle_and_divides_by_nothing() -> None:
    minutes = np.array([[5.0, 500.0]])
    result = two_step(pairs_from_dense(minutes), np.array([10.0]), np.array([1.0, 9.0]), 15)
    assert result.idle.tolist() == [False, True]
    assert result.score.tolist() == [0.1]
    empty = two_step(pairs_from_dense(minutes), np.array([0.0]), np.array([1.0, 9.0]), 15)
    assert empty.score.tolist() == [0]


def test_neighbours_count_in_the_denominator_but_not_in_the_report() -> None:
    minutes = np.array([[5.0], [5.0]])
    people = np.array([100.0, 300.0])
    inside = np.array([True, False])
    result = two_step(pairs_from_dense(minutes), people, np.array([4.0]), 15)
    table = scores_by_group(result.score, people, result.unserved, ["ours", "theirs"], inside)
    assert table["area"].tolist() == ["ours"]
    assert table["mean_score"].tolist() == [pytest.approx(4 / 400)]
    assert table["people"].tolist() == [100]


def test_pairs_cut_before_the_decay_ends_are_refused() -> None:
    near = pairs_from_dense(np.array([[5.0]]), limit=10)
    with pytest.raises(ValueError, match="widen the limit"):
        two_step(near, np.array([1.0]), np.array([1.0]), 15)
    with pytest.raises(ValueError, match="widen the limit"):
        enhanced_two_step(near, np.array([1.0]), np.array([1.0]), decay.exponential(5))
