"""The questions of the report, each answered in a child process."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tests.planning.siting.bench.graphs import SIZES, graph_text
from tests.planning.siting.worlds import city

ROOT = Path(__file__).parents[4]
SEED = 20260401


@dataclass(frozen=True)
class Question:
    """new sites among `candidates` for `points`; within: minutes; goal: seconds allowed."""

    model: str
    points: int
    candidates: int
    new: int
    within: float
    goal: float | None
    seconds: float
    gap: float = 0.0
    runs: int = 3


@dataclass(frozen=True)
class Answer:
    """What the child process printed, and how busy the machine was before."""

    question: Question
    figures: dict[str, Any]
    load: float


def _of_size(
    size: tuple[int, int],
    news: tuple[int, ...],
    within: dict[str, float],
    goals: dict[str, float],
    **limits: Any,
) -> list[Question]:
    points, candidates = size
    return [
        Question(model, points, candidates, new, within[model], goals[model], **limits)
        for model in goals
        for new in (news if model != "LSCP" else news[:1])
    ]


def questions() -> list[Question]:
    """Goals in seconds are those the project set itself for two cores."""
    fast = dict.fromkeys(("p-median", "p-centre", "MCLP", "LSCP"), 0.2)
    town = dict.fromkeys(("p-median", "MCLP", "LSCP"), 10.0) | {"p-centre": 40.0}
    region = dict.fromkeys(("p-median", "p-centre", "MCLP", "LSCP"), 120.0)
    near = dict.fromkeys(fast, 15.0) | {"LSCP": 30.0}
    nearer = dict.fromkeys(fast, 10.0) | {"LSCP": 30.0}
    extra = [
        Question(model, 300, 50, 5, 30.0, None, 120.0, 0.0, 1)
        for model in ("backup coverage", "capacitated")
    ]
    return [
        *_of_size((300, 50), (5, 12), near, fast, seconds=60.0, runs=5),
        *_of_size((2_000, 200), (10, 20), near, town, seconds=120.0),
        *_of_size((10_000, 500), (10, 20), nearer, region, seconds=120.0, gap=0.001, runs=1),
        *extra,
    ]


def answer(question: Question, folder: Path) -> Answer:
    """Our answer; the world is the same for all models of a size."""
    load = os.getloadavg()[0]
    line = [
        sys.executable,
        "-m",
        "tests.planning.siting.bench.case",
        question.model,
        str(world_file(question, folder)),
        question.new,
        question.within,
        question.seconds,
        question.gap,
        question.runs,
    ]
    return Answer(question, _json(line, ROOT), load)


def answer_of_spopt(question: Question, folder: Path, python: Path, seconds: float) -> Answer:
    """spopt's answer with HiGHS to the same question."""
    load = os.getloadavg()[0]
    script = Path(__file__).with_name("run_spopt.py")
    line = [
        python,
        "-I",
        script,
        question.model,
        world_file(question, folder),
        question.new,
        question.within,
        seconds,
    ]
    return Answer(question, _json(line, folder), load)


def world_file(question: Question, folder: Path) -> Path:
    path = folder / f"world-{question.points}-{question.candidates}.npz"
    if not path.exists():
        people, minutes = city(question.points, question.candidates, SEED)
        np.savez(path, people=people, minutes=minutes)
    return path


def graph_answers(folder: Path, seconds: float) -> list[Answer]:
    """Graphs of the library's sizes, as p-median and as p-centre."""
    found = []
    for nodes, p in SIZES:
        path = folder / f"graph-{nodes}-{p}.txt"
        path.write_text(graph_text(nodes, p, SEED + nodes + p), encoding="ascii")
        for problem in ("p-median", "p-center"):
            load = os.getloadavg()[0]
            model = f"OR-Library {problem}"
            question = Question(model, nodes, nodes, p, 0.0, None, seconds)
            line = [
                sys.executable,
                "-m",
                "tests.planning.siting.bench.case",
                model,
                path,
                p,
                0,
                seconds,
                0,
                1,
            ]
            found.append(Answer(question, _json(line, ROOT), load))
    return found


def _json(line: list[Any], where: Path) -> dict[str, Any]:
    run = subprocess.run(
        [str(part) for part in line], cwd=where, capture_output=True, text=True, check=False
    )
    if run.returncode:
        last = (run.stderr.strip().splitlines() or ["killed"])[-1]
        return {"status": f"ended {run.returncode}: {last}"[:60], "objective": None}
    figures: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return figures
