"""Balanced floating catchment: nobody is counted twice, no service is given twice."""

from dataclasses import dataclass

import numpy as np

from mapservice.planning.arrays import Flags, Floats, check_amounts, divide_or
from mapservice.planning.decay import Decay
from mapservice.planning.impedance.pairs import PairSource


@dataclass(frozen=True, slots=True, eq=False)
class BalancedScores:
    """Accessibility after Paez, Higgins & Vivona, with the people each venue is given."""

    score: Floats  # (demands,) part of the levels of service; sums to sum of `level`
    level: Floats  # (venues,) supply per person given to the venue; 0 for an idle venue
    load: Floats  # (venues,) people given to the venue; sums to the served people
    unserved: Flags  # (demands,)
    idle: Flags  # (venues,)


def balanced_catchment(
    pairs: PairSource, demand: Floats, supply: Floats, decay: Decay
) -> BalancedScores:
    """Balanced FCA: Paez, Higgins & Vivona 2019, PLOS ONE 14(6), e0218773.

    People split over venues by w_ij / sum_j w_ij, levels of service split over demand points
    by w_ij / sum_i w_ij. Laws, tested: sum of `load` = people served; sum of `score` = sum of
    `level` over venues that are not idle.
    """
    people = check_amounts("demand", demand, pairs.demands)
    amount = check_amounts("supply", supply, pairs.venues)
    reach, pull, load = np.zeros(pairs.demands), np.zeros(pairs.venues), np.zeros(pairs.venues)
    for block in pairs.blocks():
        weight = block.weights(decay)
        reach[block.rows] = weight.reach()
        inhabited = (people[block.rows] > 0).astype(np.float64)
        # Empty points take no service, so they do not share in it.
        pull += weight.over_demands(inhabited)
        load += weight.over_demands(divide_or(people[block.rows], reach[block.rows], 0.0))
    level = divide_or(amount, load, 0.0)
    shared = divide_or(level, pull, 0.0)
    score = np.zeros(pairs.demands)
    for block in pairs.blocks():
        score[block.rows] = block.weights(decay).over_venues(shared)
    score[people <= 0] = 0.0
    return BalancedScores(score, level, load, unserved=reach <= 0, idle=load <= 0)
