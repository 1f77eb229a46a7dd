"""What an answer says about itself is never more than is proven."""

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapservice.planning.siting.backup import backup_coverage
from mapservice.planning.siting.capacitated import (
    capacitated_p_median,
    split_capacitated_p_median,
)
from mapservice.planning.siting.clock import Limit
from mapservice.planning.siting.covering import lscp, mclp
from mapservice.planning.siting.p_center import p_center
from mapservice.planning.siting.p_median import p_median
from mapservice.planning.siting.rules import Rules
from mapservice.planning.siting.solution import (
    PROOF_TOLERANCE,
    Outcome,
    Solution,
    percent_up,
)
from tests.planning.siting.worlds import city

PEOPLE, MINUTES = city(500, 80, seed=11)
ROOM = np.full(80, PEOPLE.sum() / 6.0)
RULES = Rules(fixed=(1,), forbidden=(2, 3), exclusive=((4, 5, 6), (6, 7)))

MODELS = {
    "p-median": lambda limit: p_median(PEOPLE, MINUTES, 12, rules=RULES, limit=limit),
    "p-centre": lambda limit: p_center(MINUTES, 12, rules=RULES, limit=limit),
    "MCLP": lambda limit: mclp(PEOPLE, MINUTES, 15.0, 12, rules=RULES, limit=limit),
    "LSCP": lambda limit: lscp(MINUTES, 22.0, rules=RULES, limit=limit),
    "backup": lambda limit: backup_coverage(PEOPLE, MINUTES, 20.0, 12, rules=RULES, limit=limit),
    "whole": lambda limit: capacitated_p_median(
        PEOPLE[:60], MINUTES[:60], ROOM, 8, rules=RULES, limit=limit
    ),
    "split": lambda limit: split_capacitated_p_median(
        PEOPLE[:60], MINUTES[:60], ROOM, 8, rules=RULES, limit=limit
    ),
}
LARGER_IS_BETTER = {"MCLP", "backup"}


@pytest.mark.parametrize("seconds", [0.0, 1e-4, 0.01, 0.1, 0.4])
@pytest.mark.parametrize("model", sorted(MODELS))
def test_an_answer_cut_short_never_says_optimal_without_a_gap_of_nothing(
    model: str, seconds: float
) -> None:
    found = MODELS[model](Limit(seconds=seconds))
    if found.outcome is Outcome.OPTIMAL:
        assert found.gap <= PROOF_TOLERANCE
    else:
        assert "optimal" not in found.status()
        assert found.status().startswith("stopped after")
    assert found.outcome is not Outcome.INFEASIBLE
    better = (
        found.bound >= found.objective
        if model in LARGER_IS_BETTER
        else (found.bound <= found.objective)
    )
    assert better
    if found.sites:
        assert RULES.allow(found.sites)


@pytest.mark.parametrize("model", ["p-median", "p-centre", "MCLP", "LSCP"])
def test_the_bound_of_a_short_run_holds_for_the_answer_of_a_long_one(model: str) -> None:
    best = MODELS[model](Limit(seconds=60.0))
    assert best.outcome is Outcome.OPTIMAL
    for seconds in (0.005, 0.05):
        short = MODELS[model](Limit(seconds=seconds))
        if model in LARGER_IS_BETTER:
            assert short.objective <= best.objective + 1e-6 <= short.bound + 2e-6
        else:
            assert short.bound - 1e-6 <= best.objective <= short.objective + 1e-6


@pytest.mark.parametrize("model", ["p-median", "MCLP", "p-centre"])
def test_a_gap_asked_for_is_kept(model: str) -> None:
    assert MODELS[model](Limit(gap=0.05)).gap <= 0.05 + 1e-9


def test_a_search_that_is_cancelled_stops_with_its_bound() -> None:
    found = p_median(PEOPLE, MINUTES, 12, limit=Limit(cancelled=lambda: True))
    assert found.outcome is not Outcome.OPTIMAL
    assert found.seconds < 5.0


def made(objective: float, bound: float, why: str = "") -> Solution:
    return Solution("p-median", (0,), (0,), np.array([0]), objective, bound, 2.0, infeasible=why)


def test_the_sentence_follows_from_objective_and_bound_alone() -> None:
    assert made(10.0, 10.0).status() == "proven optimal"
    assert made(0.0, 0.0).status() == "proven optimal"
    assert made(11.0, 10.0).status() == "stopped after 2.0 s, at most 10.00 % from the best"
    assert made(11.0, -math.inf).status() == "stopped after 2.0 s, distance from the best unknown"
    assert made(1.0, 0.0).status() == "stopped after 2.0 s, distance from the best unknown"
    assert made(math.inf, 3.0).status() == "stopped after 2.0 s, no answer found yet"
    assert made(math.inf, math.inf, "why").status() == "impossible: why"


def test_the_application_may_translate_every_sentence() -> None:
    seen: list[str] = []

    def note(text: str) -> str:
        seen.append(text)
        return text

    for one in (made(1.0, 1.0), made(2.0, 1.0), made(math.inf, 0.0), made(1.0, 1.0, "why")):
        one.status(note)
    assert len(seen) == 5
    assert "why" in seen


@given(st.floats(1e-9, 10.0))
@settings(max_examples=200)
def test_a_printed_gap_is_never_smaller_than_the_proven_one(share: float) -> None:
    assert float(percent_up(share)) / 100.0 >= share * (1.0 - 1e-12)


def test_the_solver_greets_nobody_on_standard_output() -> None:
    program = (
        "from mapservice.planning.siting.highs import hush, Program; hush(); Program();"
        "print('ours')"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert run.stdout == b"ours\n"
