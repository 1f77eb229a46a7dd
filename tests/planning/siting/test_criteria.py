"""Several criteria weighed: the least of all choices, each criterion told by itself."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapservice.planning.siting.criteria import (
    Criterion,
    mean_impedance,
    opening_cost,
    share_beyond,
    weigh,
)
from mapservice.planning.siting.p_median import p_median
from mapservice.planning.siting.rules import NO_RULES, SitingError
from mapservice.planning.siting.solution import Outcome
from tests.planning.siting.worlds import World, city, worlds

weights = st.tuples(*[st.sampled_from([0.0, 0.3, 1.0, 2.5])] * 3)


def three(world: World, weight: tuple[float, float, float]) -> tuple[Criterion, ...]:
    """Minutes of everyone, older people beyond six minutes by another way, and rent."""
    source = np.random.default_rng(world.candidates)
    other = world.impedance + source.integers(0, 4, world.impedance.shape)
    older = source.integers(0, 3, len(world.demand)).astype(float)
    return (
        mean_impedance("minutes", weight[0], world.demand, world.impedance, 30.0),
        share_beyond("older beyond 6", weight[1], older, other, 6.0),
        opening_cost("rent", weight[2], source.random(world.candidates), 2.0),
    )


@given(worlds(most_new=3), weights)
@settings(max_examples=150, deadline=None)
def test_the_weighted_sum_is_the_least_of_all_choices(
    world: World, weight: tuple[float, float, float]
) -> None:
    criteria = three(world, weight)
    found = weigh(criteria, world.new, rules=world.rules)
    least = world.least(lambda sites: sum(one.weight * one.value(sites) for one in criteria))
    assert found.objective == pytest.approx(least, rel=1e-6, abs=1e-9)
    assert found.outcome is Outcome.OPTIMAL
    assert world.rules.allow(found.sites)
    assert found.objective == pytest.approx(
        sum(one.weight * found.criteria[one.name] for one in criteria)
    )


def test_minutes_alone_are_the_p_median_per_person() -> None:
    people, minutes = city(100, 15, seed=9)
    alone = weigh((mean_impedance("minutes", 1.0, people, minutes, 1e4),), 4)
    assert alone.objective == pytest.approx(p_median(people, minutes, 4).objective / people.sum())


def test_rent_above_its_gain_opens_nothing() -> None:
    criteria = (
        mean_impedance("minutes", 1.0, [1.0], [[10.0, 4.0]], 20.0),
        opening_cost("rent", 1.0, [1.0, 500.0], 1.0),
    )
    assert weigh(criteria, 2).sites == (0,)


def test_criteria_that_do_not_fit_together_are_refused() -> None:
    one = opening_cost("rent", 1.0, [1.0], 1.0)
    two = opening_cost("rent", 1.0, [1.0, 2.0], 1.0)
    minus = opening_cost("other", -1.0, [1.0], 1.0)
    for wrong in ((), (one, two), (one, one), (minus,)):
        with pytest.raises(SitingError):
            weigh(wrong, 1, rules=NO_RULES)
    with pytest.raises(SitingError):
        opening_cost("rent", 1.0, [np.nan], 1.0)
    with pytest.raises(SitingError):
        opening_cost("rent", 1.0, [1.0], 0.0)
    with pytest.raises(SitingError):
        mean_impedance("minutes", 1.0, [1.0], [[1.0]], np.inf)
