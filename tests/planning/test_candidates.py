"""Candidates: gains by hand, equal to opening each one for real, and ranked by every metric."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapservice.planning.arrays import Floats
from mapservice.planning.candidates import (
    Baseline,
    Question,
    Residents,
    agreement,
    assess_baseline,
    compare_candidates,
    rank_by,
    worst_share,
)
from mapservice.planning.decay import LUO_QI_SLOW, binary, steps
from mapservice.planning.impedance.pairs import pairs_from_dense
from mapservice.planning.measures.floating_catchment import enhanced_two_step
from tests.planning.measures.worlds import World, worlds

INF = np.inf


def everyone(people: Floats, older: Floats | None = None) -> Residents:
    none = np.zeros(len(people))
    return Residents(people, none if older is None else older, np.ones(len(people), dtype=bool))


def by_hand(inside: tuple[bool, ...] = (True, True, True)) -> Baseline:
    """One venue near point 0, 20 minutes from point 1, out of reach of point 2."""
    residents = Residents(
        np.array([100.0, 50.0, 30.0]), np.array([10.0, 20.0, 15.0]), np.array(inside)
    )
    existing = pairs_from_dense(np.array([[5.0], [20.0], [INF]]))
    return assess_baseline(existing, residents, np.array([2.0]), Question(15, binary(15)))


CANDIDATES = pairs_from_dense(np.array([[10.0, 30.0], [10.0, 30.0], [40.0, 10.0]]))


def test_gains_by_hand() -> None:
    table = compare_candidates(
        by_hand(), CANDIDATES, ["near", "far"], np.array([3.0, 3.0]), np.array([500.0, np.nan])
    )
    near, far = table.to_dict("index").values()
    assert near["people_within"] == 150
    assert near["newly_within"] == 50
    assert near["newly_within_older"] == 20
    assert near["overlap"] == pytest.approx(100 / 150)
    assert near["minutes_saved"] == 50 * 10
    assert near["cost_per_person"] == 10
    assert far["newly_within"] == 30
    assert far["overlap"] == 0
    assert far["minutes_saved"] == 0
    assert far["newly_reached"] == 30
    assert np.isnan(far["cost_per_person"])
    # worst tenth: 18 of the 80 people at score 0, in equal parts of points 1 and 2
    assert near["worst_tenth_gain"] == pytest.approx(3 / 150 * 50 / 80)
    assert far["worst_tenth_gain"] == pytest.approx(3 / 30 * 30 / 80)


def test_neighbours_crowd_a_candidate_but_gain_nothing_in_the_table() -> None:
    alone = compare_candidates(by_hand(), CANDIDATES, ["near", "far"], np.array([3.0, 3.0]))
    shared = compare_candidates(
        by_hand((True, True, False)), CANDIDATES, ["near", "far"], np.array([3.0, 3.0])
    )
    assert alone["newly_within"].tolist() == [50, 30]
    assert shared["newly_within"].tolist() == [50, 0]
    assert shared["worst_tenth_gain"].tolist()[1] == 0


def test_pairs_too_short_to_see_time_saved_are_refused() -> None:
    short = pairs_from_dense(np.array([[10.0], [10.0], [INF]]), limit=15)
    with pytest.raises(ValueError, match="widen the limit"):
        compare_candidates(by_hand(), short, ["near"], np.array([1.0]))


@settings(max_examples=60, deadline=None)
@given(worlds(least_people=1), st.integers(1, 30))
def test_worst_tenth_gain_is_that_of_really_opening_the_place(world: World, size: int) -> None:
    curve = steps(LUO_QI_SLOW)
    old, new = world.minutes[:, :-1], world.minutes[:, -1:]
    question, capacity = Question(15, curve), np.array([float(size)])
    supply = world.supply[:-1]
    baseline = assess_baseline(pairs_from_dense(old), everyone(world.people), supply, question)
    row = compare_candidates(baseline, pairs_from_dense(new), ["new"], capacity).loc["new"]
    opened = enhanced_two_step(world.pairs, world.people, np.concatenate((supply, capacity)), curve)
    worst = baseline.worst_tenth
    expected = ((opened.score - baseline.score) * worst).sum() / worst.sum()
    assert row["worst_tenth_gain"] == pytest.approx(expected, abs=1e-12)
    within_now = world.people[world.minutes.min(axis=1) <= 15].sum()
    within_before = world.people[baseline.nearest <= 15].sum()
    assert row["newly_within"] == pytest.approx(within_now - within_before)


@given(worlds(), st.floats(0.01, 1))
def test_the_worst_share_is_exactly_that_share_of_the_people(world: World, share: float) -> None:
    score = world.minutes.min(axis=1, where=np.isfinite(world.minutes), initial=60)
    worst = worst_share(score, world.people, share)
    assert worst.sum() == pytest.approx(share * world.people.sum())
    assert (worst <= world.people + 1e-9).all()


def test_ranks_by_metric_differ_and_say_so() -> None:
    table = compare_candidates(
        by_hand(), CANDIDATES, ["near", "far"], np.array([3.0, 3.0]), np.array([500.0, np.nan])
    )
    ranks = rank_by(table, ["newly_within", "overlap", "cost_per_person"])
    assert ranks.T["near"].to_list() == [1, 2, 1]
    assert ranks.T["far"].to_list() == [2, 1, 2]
    tau = agreement(ranks)
    assert tau.loc["newly_within", "overlap"] == pytest.approx(-1)
    assert tau.loc["newly_within", "cost_per_person"] == pytest.approx(1)


def test_equal_candidates_share_a_rank() -> None:
    twice = pairs_from_dense(np.array([[10.0, 10.0], [10.0, 10.0], [40.0, 40.0]]))
    table = compare_candidates(by_hand(), twice, ["a", "b"], np.ones(2))
    assert rank_by(table, ["newly_within"])["newly_within"].to_list() == [1, 1]
