"""LSCP, MCLP and backup coverage: by trial of everything."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapservice.planning.siting.backup import backup_coverage
from mapservice.planning.siting.cover import needed_rows, smallest_cover, useful_columns
from mapservice.planning.siting.covering import lscp, mclp, merged
from mapservice.planning.siting.rules import Rules, SitingError
from mapservice.planning.siting.solution import Outcome
from tests.planning.siting.worlds import World, city, worlds

THRESHOLD = 6.0


def covered(world: World, sites: tuple[int, ...], times: int = 1) -> float:
    count = (world.impedance[:, list(sites)] <= THRESHOLD).sum(axis=1)
    return float(world.demand[count >= times].sum())


@given(worlds())
@settings(max_examples=200, deadline=None)
def test_mclp_covers_the_most_of_all_choices(world: World) -> None:
    found = mclp(world.demand, world.impedance, THRESHOLD, world.new, rules=world.rules)
    most = max(covered(world, sites) for sites in world.choices())
    assert found.objective == most == found.bound
    assert found.outcome is Outcome.OPTIMAL
    assert world.rules.allow(found.sites)
    assert covered(world, found.sites) == found.objective
    total = sum(world.demand[list(found.unserved)]) + sum(world.demand[list(found.unreachable)])
    assert found.objective + total == world.demand.sum()


@given(worlds(most_new=3), st.floats(0.0, 1.0))
@settings(max_examples=150, deadline=None)
def test_backup_coverage_is_the_most_of_all_choices(world: World, weight: float) -> None:
    found = backup_coverage(
        world.demand,
        world.impedance,
        THRESHOLD,
        world.new,
        backup_weight=weight,
        rules=world.rules,
    )
    most = max(
        (1.0 - weight) * covered(world, sites) + weight * covered(world, sites, 2)
        for sites in world.choices()
    )
    assert found.objective == pytest.approx(most, abs=1e-6)
    assert found.outcome is Outcome.OPTIMAL
    assert world.rules.allow(found.sites)
    assert found.criteria["covered once"] == covered(world, found.sites)
    assert found.criteria["covered twice"] == covered(world, found.sites, 2)


@given(worlds(most_new=0))
@settings(max_examples=200, deadline=None)
def test_lscp_opens_the_fewest_of_all_choices(world: World) -> None:
    found = lscp(world.impedance, THRESHOLD, demand=world.demand, rules=world.rules)
    every = World(world.demand, world.impedance, world.candidates, world.rules)
    reach = covered(every, tuple(world.permitted))
    fewest = min(
        (len(sites) for sites in every.choices() if covered(every, sites) == reach),
        default=math.inf,
    )
    if math.isinf(fewest):
        assert found.outcome is Outcome.INFEASIBLE
    else:
        assert found.outcome is Outcome.OPTIMAL
        assert found.objective == fewest - len(world.rules.fixed)
        assert covered(every, found.sites) == reach
        assert world.rules.allow(found.sites)


@given(st.integers(0, 2**31), st.integers(1, 12), st.integers(1, 7))
@settings(max_examples=100, deadline=None)
def test_rows_and_columns_are_dropped_only_when_others_stand_for_them(
    seed: int, rows: int, columns: int
) -> None:
    covers = np.random.default_rng(seed).random((rows, columns)) < 0.45
    covers = covers[covers.any(axis=1)]
    if not len(covers):
        return
    kept, useful = needed_rows(covers), useful_columns(needed_rows(covers))
    assert fewest(covers) == fewest(kept) == fewest(kept[:, useful])
    cover = smallest_cover(covers, (), math.inf)
    assert cover.opened is not None
    assert len(cover.opened) == cover.bound == fewest(covers)
    assert covers[:, cover.opened].any(axis=1).all()


def fewest(covers: np.ndarray) -> int:
    for count in range(covers.shape[1] + 1):
        for opened in itertools.combinations(range(covers.shape[1]), count):
            if covers[:, list(opened)].any(axis=1).all():
                return count
    raise AssertionError


def test_exactly_the_threshold_is_covered_and_the_next_figure_is_not() -> None:
    beyond = np.nextafter(15.0, 16.0)
    assert mclp([3.0, 4.0], [[15.0], [beyond]], 15.0, 1).objective == 3.0
    assert lscp([[15.0], [beyond]], 15.0).unreachable == (1,)


def test_points_with_the_same_cover_set_become_one_with_their_people() -> None:
    covers = np.array([[True, False], [False, True], [True, False]])
    rows, people = merged(covers, np.array([1.0, 2.0, 4.0]))
    assert {tuple(row): count for row, count in zip(rows.tolist(), people, strict=True)} == {
        (True, False): 5.0,
        (False, True): 2.0,
    }


def test_two_places_that_exclude_each_other_cannot_both_cover() -> None:
    apart = [[1.0, 9.0], [9.0, 1.0]]
    found = lscp(apart, 5.0, rules=Rules(exclusive=((0, 1),)))
    assert found.outcome is Outcome.INFEASIBLE
    assert found.status().startswith("impossible: no permitted choice")
    assert mclp([1.0, 2.0], apart, 5.0, 2, rules=Rules(exclusive=((0, 1),))).sites == (1,)


@pytest.mark.parametrize("threshold", [math.nan, math.inf, -1.0])
def test_a_threshold_that_is_none_is_refused(threshold: float) -> None:
    with pytest.raises(SitingError):
        lscp([[1.0]], threshold)
    with pytest.raises(SitingError):
        mclp(None, [[1.0]], threshold, 1)
    with pytest.raises(SitingError):
        backup_coverage(None, [[1.0]], threshold, 1)


def test_one_new_site_ranks_every_candidate_by_people_covered() -> None:
    people, minutes = city(80, 9, seed=2)
    found = mclp(people, minutes, 20.0, 1, rules=Rules(fixed=(0,)))
    by_hand = {
        j: float(people[(minutes[:, [0, j]] <= 20.0).any(axis=1)].sum()) for j in range(1, 9)
    }
    assert [(one.candidate, one.objective) for one in found.ranking] == sorted(
        by_hand.items(), key=lambda item: (-item[1], item[0])
    )


def test_a_town_is_proven_by_each_model() -> None:
    people, minutes = city(300, 50, seed=5)
    assert mclp(people, minutes, 20.0, 6).outcome is Outcome.OPTIMAL
    assert lscp(minutes, 30.0).outcome is Outcome.OPTIMAL
    assert backup_coverage(people, minutes, 30.0, 6).outcome is Outcome.OPTIMAL
