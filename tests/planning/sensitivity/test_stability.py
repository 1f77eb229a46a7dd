"""Sensitivity: runs are complete and repeatable, shares add up, the breaker is named."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from mapservice.planning.arrays import Floats
from mapservice.planning.decay import binary, gaussian
from mapservice.planning.demand.points import DemandPoints, Provenance
from mapservice.planning.impedance.ground import STRAIGHT_LINE, Detour, Points
from mapservice.planning.sensitivity.scoring import GroundCase, Places
from mapservice.planning.sensitivity.settings import (
    Alternatives,
    Settings,
    all_together,
    move_uncertain,
    one_at_a_time,
)
from mapservice.planning.sensitivity.stability import stability

BASE = Settings(15, "binary", STRAIGHT_LINE, 4.8, "2025")
ALTERNATIVES = Alternatives(
    threshold_minutes=(10, 15, 20),
    decay=("binary", "gaussian"),
    detour=(Detour(1.3, "sample"),),
    demand=("2025", "2050"),
    uncertain=(0,),
    moves=3,
    seed=7,
)


def test_each_assumption_changes_alone_and_the_base_comes_first() -> None:
    runs = one_at_a_time(BASE, ALTERNATIVES)
    assert [(run.factor, run.value) for run in runs] == [
        ("base", ""),
        ("threshold_minutes", "10"),
        ("threshold_minutes", "20"),
        ("decay", "gaussian"),
        ("detour", "1.3"),
        ("demand", "2050"),
        ("without", "0"),
        ("uncertain points", "0"),
        ("uncertain points", "1"),
        ("uncertain points", "2"),
    ]


def test_all_combinations_are_run_once() -> None:
    runs = all_together(BASE, ALTERNATIVES)
    assert len(runs) == len({run.settings for run in runs}) == 3 * 2 * 2 * 1 * 2
    assert runs[0].settings == BASE


def made_up(settings: Settings) -> Floats:
    """Candidate a leads unless people walk slowly (a threshold of 10) or years pass."""
    if settings.threshold_minutes == 10:
        return np.array([1.0, 2.0, 0.0])
    return np.array([3.0, 3.0, 1.0]) if settings.demand == "2050" else np.array([3.0, 2.0, 1.0])


def test_share_first_by_hand_with_a_tie() -> None:
    runs = one_at_a_time(BASE, Alternatives(threshold_minutes=(10, 20), demand=("2050",)))
    result = stability(["a", "b", "c"], runs, made_up)
    # a leads in two runs, b in one, both in one
    assert result.first_share.tolist() == [0.625, 0.375, 0]
    assert result.summary().T["b"].to_list() == [0.375, 1, pytest.approx(1.5), 2]
    assert result.by_factor().T["threshold_minutes"].to_list() == [2, 0.5]
    assert result.by_factor().loc["demand", "leader_stays"] == 1


def test_what_would_change_the_answer_is_named() -> None:
    runs = one_at_a_time(BASE, Alternatives(threshold_minutes=(10, 20)))
    table = stability(["a", "b", "c"], runs, made_up).what_would_change()
    assert table.to_dict("records") == [
        {"factor": "threshold_minutes", "value": "10", "leader": "b", "lead": 0.5}
    ]


@given(st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=1, max_size=8))
def test_shares_of_first_places_add_up_to_one(scores: list[list[int]]) -> None:
    runs = one_at_a_time(BASE, Alternatives(moves=len(scores) - 1))

    def score(settings: Settings) -> Floats:
        run = 0 if settings.seed is None else settings.seed[1] + 1
        return np.array(scores[run], dtype=np.float64)

    assert stability(["a", "b", "c"], runs, score).first_share.sum() == pytest.approx(1)


def test_scores_without_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="numbers"):
        stability(["a"], one_at_a_time(BASE, Alternatives()), lambda _: np.array([np.nan]))
    with pytest.raises(ValueError, match="at least one run"):
        stability(["a"], [], made_up)


def test_uncertain_points_move_within_their_radius_and_repeat_to_the_digit() -> None:
    size = 400
    points = Points(np.full(size, 139.47), np.full(size, 35.38))
    radius = np.repeat([0.0, 1000.0], size // 2)
    once, again = move_uncertain(points, radius, (1, 2)), move_uncertain(points, radius, (1, 2))
    assert once.lon.tolist() == again.lon.tolist()
    _, _, metres = Geod(ellps="GRS80").inv(points.lon, points.lat, once.lon, once.lat)
    assert metres[: size // 2].tolist() == [0] * (size // 2)
    assert 900 < metres.max() < 1005
    # evenly over the disc: a quarter within half the radius
    assert (metres[size // 2 :] < 500).mean() == pytest.approx(0.25, abs=0.08)
    other = move_uncertain(points, radius, (1, 3))
    assert (other.lon[size // 2 :] != once.lon[size // 2 :]).all()


def place(lon: list[float], radius_m: float = 0.0) -> Places:
    size = len(lon)
    return Places(
        Points(np.array(lon), np.full(size, 35.38)), np.ones(size), np.full(size, radius_m)
    )


def ground_case() -> GroundCase:
    """People in the west and, by 2050, in the east; a venue in the middle; 0.01 deg = 909 m."""

    def demand(west: float, east: float) -> DemandPoints:
        return DemandPoints(
            points=Points(np.array([139.40, 139.50]), np.full(2, 35.38)),
            people=pd.DataFrame({"0-64": [west, east], "65+": [1.0, 1.0]}),
            area=("west", "east"),
            radius_m=np.zeros(2),
            provenance=Provenance("2025", "sample", "sample", estimate=True),
        )

    return GroundCase(
        demands={"2025": demand(100, 10), "2050": demand(10, 100)},
        older_bands=["65+"],
        decays={"binary": binary, "gaussian": gaussian},
        existing=place([139.45]),
        candidates=place([139.401, 139.499], radius_m=300),
    )


def test_a_ranking_over_the_ground_turns_when_people_move() -> None:
    case = ground_case()
    runs = one_at_a_time(BASE, ALTERNATIVES)
    result = stability(["west", "east"], runs, case.score("newly_within"))
    assert result.scores[0].tolist() == [101, 11]
    assert result.what_would_change()["factor"].tolist() == ["demand"]
    assert result.first_share.tolist() == [pytest.approx(0.9), pytest.approx(0.1)]
    again = stability(["west", "east"], runs, case.score("newly_within"))
    assert again.scores.tolist() == result.scores.tolist()


def test_less_overlap_counts_as_better() -> None:
    near = replace(ground_case(), existing=place([139.40]))
    assert near.score("overlap")(BASE).tolist() == [-1, 0]
