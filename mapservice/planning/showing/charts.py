"""Charts as shapes in the unit of their drawing, with the table that stands behind each."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from mapservice.languages import gettext
from mapservice.planning import wording
from mapservice.planning.assessment.access import AREA, CITY
from mapservice.planning.assessment.run import Assessment
from mapservice.planning.showing.rows import Table

SIDE: Final = 200
"""Width and height of the Lorenz curve's square."""
WIDTH, HEIGHT = 320, 160
"""Of the distribution's drawing."""
BINS: Final = 12
# Dark is far: cividis (Nuñez, Anderton & Renslow 2018, PLoS ONE 13(7)), which people with
# any colour vision see in the same order, and which stays in order in grey.
COLOURS: Final = ("#fee838", "#bbae6e", "#7c7b78", "#35456c", "#00224e")


@dataclass(frozen=True, slots=True)
class Curve:
    """A Lorenz curve in a square of SIDE, and its Gini coefficient."""

    points: str  # of an SVG polyline; y downwards
    gini: str
    palma: str
    theil: str
    concentration_65: str


@dataclass(frozen=True, slots=True)
class Bar:
    """People of the area between two numbers of minutes."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    label: str
    people: str


@dataclass(frozen=True, slots=True)
class Charts:
    """What is drawn, and the tables behind it."""

    lorenz: dict[str, Curve]  # of area and city
    lorenz_table: Table
    bars: tuple[Bar, ...]
    threshold_x: float
    bars_table: Table


def make_charts(assessment: Assessment) -> Charts:
    """Lorenz curves of the score, and how minutes are spread over the people of the area."""
    bars = _bars(assessment)
    return Charts(
        lorenz={key: _curve(assessment, key) for key in (AREA, CITY)},
        lorenz_table=_lorenz_table(assessment),
        bars=bars,
        threshold_x=WIDTH * assessment.asked.minutes / _end(assessment),
        bars_table=Table(
            (gettext("Minutes"), gettext("People")), tuple((bar.label, bar.people) for bar in bars)
        ),
    )


def classes(threshold: float) -> tuple[float, ...]:
    """Ends of the classes of minutes: halves of the threshold up to twice; then no end."""
    return tuple(threshold * share for share in (0.5, 1.0, 1.5, 2.0))


def colour_of(minutes: float, threshold: float) -> str:
    """The colour of the class that `minutes` fall in; an end belongs to the class below it."""
    return COLOURS[int(np.searchsorted(classes(threshold), minutes, side="left"))]


def legend(threshold: float) -> tuple[tuple[str, str], ...]:
    """(colour, words) of each class of minutes."""
    ends = classes(threshold)
    words = [gettext("up to %(end)s min", end=f"{ends[0]:g}")]
    words += [
        gettext("%(start)s to %(end)s min", start=f"{low:g}", end=f"{high:g}")
        for low, high in pairwise(ends)
    ]
    words.append(gettext("more than %(start)s min", start=f"{ends[-1]:g}"))
    return tuple(zip(COLOURS, words, strict=True))


def _curve(assessment: Assessment, key: str) -> Curve:
    equity = assessment.access.equity[key]
    x = equity.lorenz.people_share * SIDE
    y = SIDE - equity.lorenz.score_share * SIDE
    # A point each half unit is finer than any screen shows.
    step = max(len(x) // (2 * SIDE), 1)
    kept = np.unique(np.append(np.arange(0, len(x), step), len(x) - 1))
    return Curve(
        points=" ".join(f"{x[i]:.1f},{y[i]:.1f}" for i in kept),
        gini=wording.figure(equity.gini),
        palma=wording.figure(equity.palma),
        theil=wording.figure(equity.theil),
        concentration_65=wording.figure(equity.concentration_65),
    )


def _lorenz_table(assessment: Assessment) -> Table:
    shares = np.linspace(0.1, 1.0, 10)
    columns = []
    for key in (AREA, CITY):
        curve = assessment.access.equity[key].lorenz
        columns.append(np.interp(shares, curve.people_share, curve.score_share))
    rows = tuple(
        (wording.percent(share), wording.percent(area), wording.percent(city))
        for share, area, city in zip(shares, *columns, strict=True)
    )
    head = (
        gettext("Share of people, worst served first"),
        wording.group(assessment, AREA),
        wording.group(assessment, CITY),
    )
    return Table(head, rows)


def _end(assessment: Assessment) -> float:
    """The last minute drawn: three times the threshold; the last bar holds all beyond."""
    return assessment.asked.minutes * 3


def _bars(assessment: Assessment) -> tuple[Bar, ...]:
    access, threshold = assessment.access, assessment.asked.minutes
    people = assessment.demand.total * access.in_area
    edges = np.linspace(0.0, _end(assessment), BINS + 1)
    # Minutes of a bin's end belong to it, as a threshold's do.
    place = np.clip(np.searchsorted(edges, access.baseline.nearest, side="left") - 1, 0, BINS - 1)
    counts = np.bincount(place, weights=people, minlength=BINS)
    tallest = max(float(counts.max()), 1.0)
    width = WIDTH / BINS
    bars = []
    for number, count in enumerate(counts.tolist()):
        low, high = edges[number], edges[number + 1]
        tall = HEIGHT * count / tallest
        bars.append(
            Bar(
                x=round(number * width, 2),
                y=round(HEIGHT - tall, 2),
                width=round(width - 2, 2),
                height=round(tall, 2),
                colour=colour_of((low + high) / 2, threshold),
                label=f"{low:g}–{high:g}" if number < BINS - 1 else f"{low:g}–",
                people=wording.whole(count),
            )
        )
    return tuple(bars)
