"""Existing places and k new ones together: the models of `siting` on an assessment's figures."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from mapservice.planning.assessment.run import Assessment
from mapservice.planning.impedance.pairs import hold
from mapservice.planning.siting.clock import Limit
from mapservice.planning.siting.covering import mclp
from mapservice.planning.siting.p_center import p_center
from mapservice.planning.siting.p_median import p_median
from mapservice.planning.siting.rules import FloatArray, Rules
from mapservice.planning.siting.solution import Solution

Solve = Callable[[FloatArray, FloatArray, float, int, Rules, Limit], Solution]

PROBLEMS: Final[Mapping[str, Solve]] = MappingProxyType(
    {
        "p-median": lambda people, minutes, _threshold, new, rules, limit: p_median(
            people, minutes, new, rules=rules, limit=limit
        ),
        "p-center": lambda people, minutes, _threshold, new, rules, limit: p_center(
            minutes, new, demand=people, rules=rules, limit=limit
        ),
        "mclp": lambda people, minutes, threshold, new, rules, limit: mclp(
            people, minutes, threshold, new, rules=rules, limit=limit
        ),
    }
)


def choose_sites(assessment: Assessment, problem: str, new: int, limit: Limit) -> Solution:
    """Open `new` candidates beside the existing places, for the people of the area.

    Columns of the answer: existing places first, then candidates. SitingError for a question
    that is wrong, such as more new places than candidates.
    """
    stock, demand, inside = assessment.stock, assessment.demand, assessment.access.in_area
    points = demand.only(inside)
    sites = (stock.existing.places.points, stock.candidates.places.points)
    minutes = np.hstack(
        [hold(assessment.travel.pairs(points.points, each)).to_dense() for each in sites]
    )
    rules = Rules(fixed=tuple(range(len(stock.existing))))
    threshold = assessment.asked.minutes
    return PROBLEMS[problem](points.total, minutes, threshold, new, rules, limit)
