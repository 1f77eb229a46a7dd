"""Run everything and write the page; exit 1 when a goal is missed.

Usage: python -m tests.planning.bench [--peer-python PATH]
"""

import argparse
import os
import sys
from contextlib import nullcontext
from pathlib import Path

from tests.planning.bench.city import time_city
from tests.planning.bench.growth import growth
from tests.planning.bench.measures import compare_with_access, street_matrix
from tests.planning.bench.peers import environment
from tests.planning.bench.report import PAGE, Findings, page

SIZE = (5_000, 500)


def main() -> int:
    parser = argparse.ArgumentParser(description="Time the planners' measures beside access.")
    parser.add_argument(
        "--peer-python", type=Path, help="a Python with access installed; else one is made"
    )
    peer = parser.parse_args().peer_python
    load = os.getloadavg()[0]
    with nullcontext(peer) if peer else environment("access") as python:
        comparison = compare_with_access(python, *SIZE)
    text = page(Findings(comparison, street_matrix(), growth(), time_city(), SIZE, load))
    PAGE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 1 if "MISSED" in text else 0


if __name__ == "__main__":
    sys.exit(main())
