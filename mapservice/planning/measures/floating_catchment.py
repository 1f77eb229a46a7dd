"""Floating catchments: supply shared among the people who can reach it.

Common law, tested: sum of people x score = supply of all venues that somebody reaches.

People outside the city compete for its venues: give them in `demand` so that they stand in
the denominators, and leave them out of the report by `groups.summarise_groups(inside=...)`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from mapservice.planning.arrays import Flags, Floats, check_amounts, divide_or
from mapservice.planning.decay import Decay, binary
from mapservice.planning.impedance.pairs import Pairs, PairSource, PairWeights

_Weigh: TypeAlias = Callable[[Pairs], PairWeights]


@dataclass(frozen=True, slots=True, eq=False)
class CatchmentScores:
    """Accessibility of demand points, and the load behind it."""

    score: Floats  # (demands,) supply per person; 0 for the unserved
    ratio: Floats  # (venues,) supply per weighted person of the catchment; 0 for an idle venue
    load: Floats  # (venues,) weighted people of the catchment
    unserved: Flags  # (demands,) reaches no venue with a positive weight
    idle: Flags  # (venues,) nobody reaches it, so its supply is in no score


def two_step(pairs: PairSource, demand: Floats, supply: Floats, minutes: float) -> CatchmentScores:
    """2SFCA of Luo & Wang 2003, Environment and Planning B 30(6), 865-884.

    `demand` (demands,) people, `supply` (venues,) any unit; scores are that unit per person.
    """
    return enhanced_two_step(pairs, demand, supply, binary(minutes))


def enhanced_two_step(
    pairs: PairSource, demand: Floats, supply: Floats, decay: Decay
) -> CatchmentScores:
    """E2SFCA of Luo & Qi 2009, Health & Place 15(4), 1100-1107; any decay in both steps.

    R_j = S_j / sum_i w_ij P_i and A_i = sum_j w_ij R_j.
    """

    def weigh(block: Pairs) -> PairWeights:
        return block.weights(decay)

    return _scores(pairs, demand, supply, weigh)


def three_step(pairs: PairSource, demand: Floats, supply: Floats, decay: Decay) -> CatchmentScores:
    """3SFCA of Wan, Zou & Sternberg 2012, Int. J. Geogr. Inf. Science 26(6), 1073-1089.

    As `enhanced_two_step` with w_ij G_ij for w_ij, where G_ij = w_ij / sum_k w_ik is the
    share of a person's interest that venue j draws: near alternatives lessen demand.
    """

    def weigh(block: Pairs) -> PairWeights:
        near = block.reach(decay)
        weight = decay(near.minutes)
        total = near.weighted(weight).reach()
        return near.weighted(divide_or(weight * weight, total[near.row], 0.0))

    return _scores(pairs, demand, supply, weigh)


def _scores(pairs: PairSource, demand: Floats, supply: Floats, weigh: _Weigh) -> CatchmentScores:
    people = check_amounts("demand", demand, pairs.demands)
    amount = check_amounts("supply", supply, pairs.venues)
    load = np.zeros(pairs.venues)
    kept: PairWeights | None = None
    for block in pairs.blocks():
        weight = weigh(block)
        load += weight.over_demands(people[block.rows])
        # A single block keeps its weights for the second step; of several each is found anew.
        kept = weight if block.demands == pairs.demands else None
    ratio = divide_or(amount, load, 0.0)
    score = np.zeros(pairs.demands)
    unserved = np.zeros(pairs.demands, dtype=np.bool_)
    for block in pairs.blocks():
        weight = kept if kept is not None else weigh(block)
        score[block.rows] = weight.over_venues(ratio)
        unserved[block.rows] = _without_weight(weight, score[block.rows])
    return CatchmentScores(score, ratio, load, unserved, idle=load <= 0)


def _without_weight(weight: PairWeights, score: Floats) -> Flags:
    """Rows whose weights are all 0; only rows with score 0 can be."""
    nothing = score <= 0
    return nothing & (weight.reach() <= 0) if nothing.any() else nothing
