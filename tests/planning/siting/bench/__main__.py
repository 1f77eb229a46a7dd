"""Run everything and write docs/siting_performance.md; exit 1 when a goal is missed.

Usage: python -m tests.planning.siting.bench [--peer-python PATH] [--peer-seconds 60]
    [--graph-seconds 60]
"""

import argparse
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

from tests.planning.bench.peers import environment
from tests.planning.siting.bench.report import PAGE, page, verdict
from tests.planning.siting.bench.runs import (
    answer,
    answer_of_spopt,
    graph_answers,
    questions,
)

_PEER_POINTS = 2_000


def main() -> int:
    parser = argparse.ArgumentParser(description="Time siting beside spopt, and its proofs.")
    parser.add_argument(
        "--peer-python", type=Path, help="a Python with spopt and highspy; else one is made"
    )
    parser.add_argument("--peer-seconds", type=float, default=60.0, help="HiGHS's limit in spopt")
    parser.add_argument("--graph-seconds", type=float, default=60.0, help="limit per graph")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="siting-bench-") as name:
        folder = Path(name)
        own = [answer(question, folder) for question in questions()]
        with (
            nullcontext(chosen.peer_python)
            if chosen.peer_python
            else environment("spopt", "highspy")
        ) as python:
            peers = [
                answer_of_spopt(question, folder, python, chosen.peer_seconds)
                for question in questions()
                if question.goal is not None and question.points <= _PEER_POINTS
            ]
        graphs = graph_answers(folder, chosen.graph_seconds)
    text = page(own, peers, graphs, chosen.peer_seconds, chosen.graph_seconds)
    PAGE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 1 if any(verdict(one) == "MISSED" for one in own) else 0


if __name__ == "__main__":
    sys.exit(main())
