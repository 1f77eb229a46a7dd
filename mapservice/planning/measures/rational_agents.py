"""RAAM: people choose among near and uncrowded venues until nobody gains by changing.

Saxon & Snow 2019, "A rational agent model for the spatial accessibility of primary health
care", Annals of the American Association of Geographers 110(1). A person's cost at venue j is
crowding plus travel, L_j / (rho S_j) + t_ij / tau, where L_j are the people who choose j, rho
the people per unit of supply that count as full (the average, unless given) and tau the
minutes worth one such fullness. That is a user equilibrium with increasing costs at the
venues, solved here as Beckmann's convex programme by the Frank-Wolfe method with conjugate
directions (Mitradjieva & Lindberg 2013, Transportation Science 47(2)). Cost depends on flows
only through the venue loads and the total of travel, so no flow of a single pair is held.
"""

from dataclasses import dataclass, replace

import numpy as np

from mapservice.planning.arrays import (
    Flags,
    Floats,
    Indices,
    Ints,
    check_amounts,
    divide_or,
    sum_by,
)
from mapservice.planning.impedance.pairs import Pairs, PairSource, hold

PHASE = 50  # rounds before it is asked anew which pairs matter


@dataclass(frozen=True, slots=True)
class Crowding:
    """What crowding costs against travel."""

    tau_minutes: float = 60.0  # minutes of travel that weigh as much as one full venue
    rho: float | None = None  # people per unit of supply that count as full; None: the average

    def __post_init__(self) -> None:
        """Both scale a cost, so neither may be zero."""
        for name, value in (("tau_minutes", self.tau_minutes), ("rho", self.rho)):
            if value is not None and not (np.isfinite(value) and value > 0):
                raise ValueError(f"{name} must be a positive number, got {value}")


@dataclass(frozen=True, slots=True, eq=False)
class Equilibrium:
    """Costs at equilibrium (1 = as crowded as the average venue is, or tau minutes away)."""

    cost: Floats  # (demands,) cost of the best choice; infinity for the unserved
    load: Floats  # (venues,) people who choose the venue
    unserved: Flags  # (demands,) no venue with supply within the limit
    rho: float  # people per unit of supply that count as full
    relative_gap: float  # (cost paid - cost of the best choices) / cost paid
    rounds: int
    converged: bool  # relative_gap <= the goal


@dataclass(frozen=True, slots=True, eq=False)
class _State:
    """People by venue and all their travel, in people x tau: a point of the flow polytope."""

    load: Floats
    travel: float

    def towards(self, other: "_State", step: float) -> "_State":
        return _State(
            load=self.load + step * (other.load - self.load),
            travel=self.travel + step * (other.travel - self.travel),
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Game:
    """The pairs to venues with supply, prepared for repeated best choices."""

    travel: Floats  # (pairs,) minutes / tau
    venue: Indices  # (pairs,)
    row: Ints  # (pairs,) index among the served rows
    start: Ints  # (served,) first pair of each served row
    served: Ints  # (served,) the demand rows that reach a venue with supply
    people: Floats  # (served,)
    crowding: Floats  # (venues,) cost that one more person adds: 1 / (rho S); 0 without supply

    def best_choices(self, load: Floats) -> tuple[_State, Floats]:
        """Everyone to the cheapest venue at this crowding (equals share), and the costs."""
        crowded = (load * self.crowding)[self.venue]
        cost = self.travel + crowded
        best = np.minimum.reduceat(cost, self.start)
        chosen = np.flatnonzero(cost == best[self.row])
        row = self.row[chosen]
        person = self.people[row] / np.bincount(row, minlength=len(best))[row]
        going = sum_by(self.venue[chosen], person, len(load))
        return _State(going, float(person @ self.travel[chosen])), best

    def relative_gap(self, at: _State, best_cost: Floats) -> float:
        """Share of the cost paid that people would save at the costs as they are now."""
        paid = float(at.load @ (at.load * self.crowding)) + at.travel
        return max(1.0 - float(self.people @ best_cost) / paid, 0.0) if paid > 0 else 0.0

    def near(self, load: Floats, margin: float) -> "_Game":
        """Only the pairs within `margin` of the best choice of their row at this crowding."""
        cost = self.travel + (load * self.crowding)[self.venue]
        best = np.minimum.reduceat(cost, self.start)
        keep = np.flatnonzero(cost <= best[self.row] + margin)
        row = self.row[keep]
        return replace(
            self,
            travel=self.travel[keep],
            venue=self.venue[keep],
            row=row,
            start=np.searchsorted(row, np.arange(len(best))),
        )

    def best_step(self, at: _State, to: _State) -> float:
        """Step 0..1 that minimises Beckmann's objective, sum L^2 / (2 rho S) + travel."""
        change = to.load - at.load
        slope = float((at.load * self.crowding) @ change) + to.travel - at.travel
        curvature = float((change * self.crowding) @ change)
        if curvature <= 0:
            return 1.0 if slope < 0 else 0.0
        return float(np.clip(-slope / curvature, 0.0, 1.0))

    def conjugate(self, at: _State, best: _State, last: _State | None) -> _State:
        """Mix the last target into the new one so that the directions are conjugate."""
        if last is None:
            return best
        before, now = last.load - at.load, best.load - at.load
        along = float((before * self.crowding) @ now)
        across = float((before * self.crowding) @ (now - before))
        # Below 1 by a margin, or the method would stall on the last target (ibid., eq. 12).
        share = np.clip(along / across, 0.0, 0.99) if across < 0 and along < 0 else 0.0
        return best.towards(last, float(share))


def _prepare(pairs: Pairs, people: Floats, supply: Floats, tau: float, rho: float) -> _Game:
    usable = supply[pairs.venue] > 0
    order = np.argsort(pairs.row[usable], kind="stable")
    served, count = np.unique(pairs.row[usable], return_counts=True)
    return _Game(
        travel=pairs.minutes[usable][order] / tau,
        venue=pairs.venue[usable][order],
        row=np.repeat(np.arange(len(count)), count),
        start=np.concatenate(([0], np.cumsum(count)[:-1])).astype(np.int64),
        served=served.astype(np.int64),
        people=people[served],
        crowding=divide_or(np.ones(len(supply)), rho * supply, 0.0),
    )


def rational_agents(
    pairs: PairSource,
    demand: Floats,
    supply: Floats,
    crowding: Crowding = Crowding(),
    stop: tuple[float, int] = (1e-4, 5_000),
) -> Equilibrium:
    """RAAM costs of `demand` (demands,) people at venues of `supply` (venues,).

    Stops at the relative gap or the number of rounds of `stop` and says by `converged`
    which; the pairs are held in memory.
    """
    people = check_amounts("demand", demand, pairs.demands)
    amount = check_amounts("supply", supply, pairs.venues)
    if not ((people > 0).any() and (amount > 0).any()):
        raise ValueError("an equilibrium needs people and supply")
    goal, rounds = stop
    full = people.sum() / amount.sum() if crowding.rho is None else crowding.rho
    game = _prepare(hold(pairs), people, amount, crowding.tau_minutes, float(full))
    cost, unserved = np.full(pairs.demands, np.inf), np.ones(pairs.demands, dtype=np.bool_)
    unserved[game.served] = False
    if unserved.all():
        return Equilibrium(cost, np.zeros(pairs.venues), unserved, float(full), 0.0, 0, True)
    state, used = _equilibrium(game, goal, rounds)
    _, best_cost = game.best_choices(state.load)
    cost[game.served] = best_cost
    gap = game.relative_gap(state, best_cost)
    return Equilibrium(cost, state.load, unserved, float(full), gap, used, gap <= goal)


def _equilibrium(game: _Game, goal: float, rounds: int) -> tuple[_State, int]:
    """Balance the pairs that may be somebody's choice, again and again, until all agree.

    Most pairs never are, and rounds without them are cheap. The gap that ends the search is
    taken over all pairs, so nothing is believed that they do not confirm.
    """
    state, _ = game.best_choices(np.zeros(len(game.crowding)))
    used, margin = 0, 0.2  # of the cost of a full venue
    while used < rounds:
        _, best_cost = game.best_choices(state.load)
        if game.relative_gap(state, best_cost) <= goal:
            break
        likely = game.near(state.load, margin)
        state, more = _balance(likely, state, 0.95 * goal, min(PHASE, rounds - used))
        if more == 0:  # these pairs agree and all pairs do not: too few were asked
            margin = 2 * margin
        used += max(more, 1)
    return state, used


def _balance(game: _Game, state: _State, goal: float, rounds: int) -> tuple[_State, int]:
    """Frank-Wolfe from `state` to a relative gap of `goal`: where it got, in how many rounds."""
    target: _State | None = None
    for used in range(rounds):
        best, best_cost = game.best_choices(state.load)
        if game.relative_gap(state, best_cost) <= goal:
            return state, used
        target = game.conjugate(state, best, target)
        step = game.best_step(state, target)
        if step <= 0:  # the mixed direction is spent: fall back to the plain one
            target = best
            step = game.best_step(state, target)
        state = state.towards(target, step)
        if step >= 1:  # at the target itself a further conjugate direction has no length
            target = None
    return state, rounds
