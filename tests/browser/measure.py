"""Measures the pages in a browser and writes docs/browser_performance.md.

    npm ci --prefix tests/browser/lighthouse
    .venv/bin/python -m tests.browser.measure

Lighthouse (mobile, its simulated slow phone) on list, search and place; the bytes of `/`;
and a map of 10,000 places: when it is idle, and how many frames a second while it is moved.
"""

import json
import os
import platform
import random
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import insert

from geodata.city import read_city
from layers.groups import Group
from mapservice.database.engine import Databases
from tests.browser.city import DESKTOP, find_chromium, serve_city
from tests.browser.cluster import temporary_cluster
from tests.browser.steps import wait_for_map

ROOT: Final = Path(__file__).parents[2]
REPORT: Final = ROOT / "docs" / "browser_performance.md"
LIGHTHOUSE: Final = Path(__file__).parent / "lighthouse/node_modules/lighthouse/cli/index.js"
CATEGORIES: Final = ("performance", "accessibility", "best-practices", "seo")
PAGES: Final = (
    "/",
    "/?layers=citizen_centers",
    "/places/citizen_centers/shonandai-citizens-center",
)
MANY: Final = 10_000
RUNS: Final = 3
ATTEMPTS: Final = 3
DRAG_STEPS: Final = 120
WIRE: Final = ("responseBodySize", "responseHeadersSize")

FRAMES: Final = """() => {
    window.frames_seen = [];
    const note = now => {
        window.frames_seen.push(now);
        window.going = requestAnimationFrame(note);
    };
    window.going = requestAnimationFrame(note);
}"""
IDLE: Final = """() => new Promise(done => {
    let last = performance.now();
    new PerformanceObserver(list => {
        for (const task of list.getEntries()) last = Math.max(last, task.startTime + task.duration);
    }).observe({type: "longtask", buffered: true});
    const look = () => performance.now() - last > 500 ? done(last) : setTimeout(look, 50);
    look();
})"""


@dataclass(frozen=True)
class Audit:
    """One page's Lighthouse result; scores 0..100, the median run by performance."""

    path: str
    scores: dict[str, int]
    lcp_s: float
    blocking_ms: float
    shift: float
    kilobytes: float


def audit(address: str, path: str) -> Audit:
    runs = sorted((_run_lighthouse(address, path) for _ in range(RUNS)), key=_performance)
    return runs[len(runs) // 2]


def _performance(result: Audit) -> int:
    return result.scores["performance"]


def _run_lighthouse(address: str, path: str) -> Audit:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "report.json"
        command = [
            "node", str(LIGHTHOUSE), address + path, "--quiet", "--output=json",
            f"--output-path={output}", f"--chrome-path={find_chromium()}",
            "--chrome-flags=--headless=new --no-sandbox",
        ]  # fmt: skip
        # A busy machine now and then loses the start of Chromium's trace: asked once more.
        for _ in range(ATTEMPTS):
            if subprocess.run(command, check=False, timeout=180).returncode == 0:
                break
        report: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))
    audits = report["audits"]
    for name in CATEGORIES:
        for reference in report["categories"][name]["auditRefs"]:
            one = audits[reference["id"]]
            if reference["weight"] and one["score"] is not None and one["score"] < 0.9:
                print(f"  {path} {name}: {one['id']} {one['score']}")  # noqa: T201
    return Audit(
        path,
        {name: round(100 * report["categories"][name]["score"]) for name in CATEGORIES},
        audits["largest-contentful-paint"]["numericValue"] / 1000,
        audits["total-blocking-time"]["numericValue"],
        audits["cumulative-layout-shift"]["numericValue"],
        audits["total-byte-weight"]["numericValue"] / 1000,
    )


def transferred_kilobytes(browser: Browser, address: str) -> float:
    """What a first visit of `/` on a desktop, map included, takes from the wire; kB of 1,000."""
    context = browser.new_context(viewport=DESKTOP, service_workers="block")
    page = context.new_page()
    sizes: list[int] = []
    page.on(
        "requestfinished",
        lambda request: sizes.append(sum(request.sizes()[key] for key in WIRE)),
    )
    page.goto(address)
    wait_for_map(page)
    page.wait_for_load_state("networkidle")
    context.close()
    return sum(sizes) / 1000


def add_many(databases: Databases) -> None:
    """Samples at random points of the city; the generator's seed is fixed."""
    city = read_city("fujisawa")
    source = random.Random(14205)
    rows = [
        {
            "id": f"sample-many-{number}",
            "layer": "groups",
            "name_ja": f"【見本】団体 {number}",
            "geom": "SRID=4326;POINT({:.5f} {:.5f})".format(*_near(source, city.towns)),
            "precision": "town",
            "sample": True,
        }
        for number in range(MANY)
    ]
    with databases.owner.begin() as connection:
        for start in range(0, MANY, 500):
            connection.execute(insert(Group), rows[start : start + 500])


def _near(source: random.Random, towns: Any) -> tuple[float, float]:
    town = source.choice(towns)
    return town.lon + source.gauss(0, 0.002), town.lat + source.gauss(0, 0.002)


def idle_seconds(page: Page, address: str) -> float:
    """From the start of the visit until no task has held the page for half a second."""
    page.goto(address)
    wait_for_map(page)
    return float(page.evaluate(IDLE)) / 1000


def frames_per_second(page: Page) -> float:
    """While the map is dragged to and fro for some seconds, at the zoom of single symbols."""
    box = page.locator("#map").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(FRAMES)
    for step in range(DRAG_STEPS):
        page.mouse.move(x + 200 * ((step % 40) / 40 - 0.5), y + 100 * ((step % 30) / 30 - 0.5))
        page.wait_for_timeout(16)
    times: list[float] = page.evaluate("cancelAnimationFrame(window.going), window.frames_seen")
    page.mouse.up()
    return 1000 * (len(times) - 1) / (times[-1] - times[0])


def write(audits: list[Audit], kilobytes: float, idle_s: float, frames: list[float]) -> None:
    rows = "\n".join(
        f"| `{one.path}` | "
        + " | ".join(str(one.scores[name]) for name in CATEGORIES)
        + f" | {one.lcp_s:.2f} | {one.blocking_ms:.0f} | {one.shift:.3f} | {one.kilobytes:.0f} |"
        for one in audits
    )
    REPORT.write_text(
        f"""# How quick the pages are

Written by `python -m tests.browser.measure` on {datetime.now(UTC):%Y-%m-%d}, on
{platform.system()} {platform.machine()} with {len(os.sched_getaffinity(0))} cores, with the
bundled city.

Lighthouse 12, mobile (simulated slow phone and network), median of {RUNS} runs:

| page | performance | accessibility | best practices | SEO | LCP (s) | TBT (ms) | CLS | kB |
|---|---|---|---|---|---|---|---|---|
{rows}

A first visit of `/` on a desktop, with its map, takes {kilobytes:.0f} kB from the wire
(compressed, headers included).

With {MANY:,} more places the page with its map is idle {idle_s:.2f} s after the start of the
visit; while the map is dragged it draws {min(frames):.0f} to {max(frames):.0f} frames a second.
""",
        encoding="utf-8",
    )


def main() -> None:
    with (
        temporary_cluster() as target,
        serve_city(target) as (address, databases),
        sync_playwright() as playwright,
    ):
        audits = [audit(address, path) for path in PAGES]
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        kilobytes = transferred_kilobytes(browser, address)
        add_many(databases)
        page = browser.new_page(viewport=DESKTOP)
        idle_s = min(idle_seconds(page, address) for _ in range(RUNS))
        frames = []
        for _ in range(RUNS):
            page.locator(".leaflet-control-zoom-in").click()
            page.wait_for_timeout(1500)
            frames.append(frames_per_second(page))
        browser.close()
    write(audits, kilobytes, idle_s, frames)
    print(REPORT.read_text(encoding="utf-8"))  # noqa: T201


if __name__ == "__main__":
    main()
