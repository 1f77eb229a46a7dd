"""docs/siting_performance.md: the figures of one run, with its date and machine."""

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.planning.bench.report import processor, table
from tests.planning.siting.bench.runs import Answer

PAGE = Path(__file__).parents[4] / "docs" / "siting_performance.md"


def page(
    own: Sequence[Answer],
    peers: Sequence[Answer],
    graphs: Sequence[Answer],
    peer_seconds: float,
    graph_seconds: float,
) -> str:
    paragraphs = (
        "# How fast siting is, and how sure",
        _conditions([*own, *peers, *graphs]),
        "## Our models at the sizes of the goals",
        "Points and candidates are uniform on a square of 10 km, people per point are "
        "lognormal, minutes are straight lines walked at 80 m a minute. At 10,000 x 500 a "
        "proof within 0.1 % is asked for, elsewhere of the best. The goal is met when the "
        "answer is proven to that and the median time is within the goal; `busy` means that "
        "only the processor time is, on a machine shared with others.",
        _own(own),
        "## Beside spopt with HiGHS on the same arrays",
        f"spopt {peer_version(peers)}, one run each, HiGHS given {peer_seconds:.0f} s and one "
        "thread; the times include the building of the model. `status` is what spopt reports; "
        "`worth` is what its sites are worth, computed by us, beside our answer above.",
        _peers(own, peers),
        "## Graphs of the OR-Library's sizes",
        "Made by the script, of the library's sizes, not the library's own files; at most "
        f"{graph_seconds:.0f} s of wall-clock time each. Lengths are whole, so objective and "
        "bound are equal where the status is `proven optimal`.",
        _graphs(graphs),
        "Repeat: `python -m tests.planning.siting.bench`",
    )
    return "\n\n".join(paragraphs) + "\n"


def _conditions(answers: Sequence[Answer]) -> str:
    loads = sorted(one.load for one in answers)
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return (
        f"{when}, Python {platform.python_version()}, HiGHS {version('highspy')}, "
        f"{os.cpu_count()} cores ({processor()}). The machine was shared with other work: load "
        f"average before the runs {loads[0]:.1f} to {loads[-1]:.1f}, median "
        f"{loads[len(loads) // 2]:.1f}. Times are medians; wall-clock seconds and seconds of the "
        "processor are both given, and without other work the first come near the second."
    )


def peer_version(peers: Sequence[Answer]) -> str:
    return next((str(one.figures["version"]) for one in peers if "version" in one.figures), "")


def verdict(answer: Answer) -> str:
    """`met`, `busy` (met in processor time only) or MISSED; empty without a goal."""
    question, figures = answer.question, answer.figures
    if question.goal is None:
        return ""
    gap = figures.get("gap")
    if gap is None or gap > max(question.gap, 1e-6) + 1e-9:
        return "MISSED"
    if figures["wall"] <= question.goal:
        return "met"
    return "busy" if figures["cpu"] <= question.goal else "MISSED"


def _seconds(figures: dict[str, object], name: str) -> str:
    value = figures.get(name)
    return f"{value:.2f}" if isinstance(value, float) else "-"


def _number(value: object) -> str:
    return f"{value:,.6g}" if isinstance(value, (int, float)) else "-"


def _own(answers: Sequence[Answer]) -> str:
    head = (
        "model",
        "size",
        "new",
        "within",
        "s",
        "s of CPU",
        "objective",
        "gap %",
        "MB",
        "goal s",
        "verdict",
    )
    rows = []
    for one in answers:
        ask, got = one.question, one.figures
        gap = got.get("gap")
        rows.append(
            (
                ask.model,
                f"{ask.points:,} x {ask.candidates}",
                str(ask.new),
                f"{ask.within:.0f}",
                _seconds(got, "wall"),
                _seconds(got, "cpu"),
                _number(got.get("objective")),
                f"{100.0 * gap:.4f}" if isinstance(gap, float) else str(got["status"]),
                _seconds(got, "megabytes").split(".", maxsplit=1)[0],
                "" if ask.goal is None else f"{ask.goal:g}",
                verdict(one),
            )
        )
    return table(head, rows)


def _peers(own: Sequence[Answer], peers: Sequence[Answer]) -> str:
    ours = {one.question: one.figures for one in own}
    head = (
        "model",
        "size",
        "new",
        "ours s of CPU",
        "ours",
        "spopt s of CPU",
        "spopt status",
        "spopt worth",
        "spopt MB",
    )
    rows = []
    for one in peers:
        ask, got, mine = one.question, one.figures, ours[one.question]
        rows.append(
            (
                ask.model,
                f"{ask.points:,} x {ask.candidates}",
                str(ask.new),
                _seconds(mine, "cpu"),
                _number(mine.get("objective")),
                _seconds(got, "cpu"),
                str(got["status"]),
                _number(got.get("objective")),
                _seconds(got, "megabytes").split(".", maxsplit=1)[0],
            )
        )
    return table(head, rows)


def _graphs(answers: Sequence[Answer]) -> str:
    head = ("problem", "nodes", "p", "s", "s of CPU", "objective", "bound", "status")
    rows = [
        (
            one.question.model.removeprefix("OR-Library "),
            str(one.question.points),
            str(one.question.new),
            _seconds(one.figures, "wall"),
            _seconds(one.figures, "cpu"),
            _number(one.figures.get("objective")),
            _number(one.figures.get("bound")),
            str(one.figures["status"]),
        )
        for one in answers
    ]
    return table(head, rows)
