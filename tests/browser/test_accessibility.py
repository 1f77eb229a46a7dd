"""axe-core finds nothing on any kind of page, in any language, light or dark."""

from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.city import DESKTOP, PHONE
from tests.browser.conftest import OpenContext
from tests.browser.steps import open_map, wait_for_map

AXE: Final = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
LANGUAGES: Final = ("", "/en", "/easy")
PAGES: Final = (
    "/",
    "/?near=139.4665,35.3965",
    "/?layers=universities&people=9999",
    "/?layers=universities&f=print",
    "/places/citizen_centers/shonandai-citizens-center",
    "/embed",
    "/about",
    "/licences",
    "/help",
    "/privacy",
    "/offline",
)
RULES_OF_COLOURS: Final = ("color-contrast", "link-in-text-block")
NARROW: Final[ViewportSize] = {"width": 320, "height": 640}
HALF: Final[ViewportSize] = {"width": 720, "height": 450}


def violations(page: Page, *rules: str) -> list[str]:
    """What axe-core objects to, one line per rule and element; all its rules when none is named."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    result: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    assert rules or result["passes"]
    return [
        f"{rule['id']}: {node['target']}" for rule in result["violations"] for node in rule["nodes"]
    ]


def violations_by_day_and_night(page: Page) -> list[str]:
    """In the light theme all rules; in the dark one those that colours can break."""
    page.emulate_media(color_scheme="light")
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    return found + violations(page, *RULES_OF_COLOURS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_every_kind_of_page(open_context: OpenContext, language: str, path: str) -> None:
    page = open_context(viewport=NARROW).new_page()
    page.goto(language + path)
    # 320 px is also what a window of 1280 leaves at 400 % (WCAG 2.2, 1.4.10).
    page.evaluate("document.querySelectorAll('details').forEach(part => (part.open = true))")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    # 200 %: half as many CSS pixels in a window of 1440.
    page.set_viewport_size(HALF)
    assert page.evaluate("document.documentElement.scrollWidth") <= HALF["width"]
    page.set_viewport_size(DESKTOP)
    assert violations_by_day_and_night(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_filters_and_map_and_popup_and_dialog_open(
    open_context: OpenContext, language: str
) -> None:
    page = open_context().new_page()
    open_map(page, f"{language}/?layers=universities")
    page.locator("#filters > summary").click()
    assert violations_by_day_and_night(page) == []
    page.locator("[data-reveals]").first.click()
    # Colours are judged when the card has faded in.
    expect(page.locator(".leaflet-popup")).to_have_css("opacity", "1")
    assert violations_by_day_and_night(page) == []
    page.locator("#share-open").click()
    expect(page.locator("#share")).to_be_visible()
    assert violations_by_day_and_night(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_map_view_of_a_phone(open_context: OpenContext, language: str) -> None:
    page = open_context(viewport=PHONE, is_mobile=True, has_touch=True).new_page()
    page.goto(f"{language}/")
    assert violations_by_day_and_night(page) == []
    page.locator("#view-toggle").tap()
    wait_for_map(page)
    assert violations_by_day_and_night(page) == []


def test_a_page_that_is_missing(open_context: OpenContext, served_city: str) -> None:
    context = open_context()
    answer = context.request.get(f"{served_city}/en/nothing", headers={"Accept": "text/html"})
    assert answer.status == 404
    page = context.new_page()
    page.route("**/offline", lambda route: route.fulfill(response=answer, status=200))
    page.goto("/offline")
    expect(page.get_by_role("heading", level=1)).to_have_text("Not found")
    assert violations(page) == []


def test_symbols_keep_their_shapes_in_forced_colours(open_context: OpenContext) -> None:
    page = open_context(forced_colors="active").new_page()
    open_map(page)
    symbol = page.locator("#map .place-mark svg").first
    assert symbol.evaluate("svg => getComputedStyle(svg).forcedColorAdjust") == "none"
    assert violations(page) == []
