"""The workbench in a real browser, from the choice to a report that opens without a network."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenContext
from tests.browser.steps import tab_to
from tests.browser.test_accessibility import LANGUAGES, NARROW, violations

PATIENCE_MS = 20_000  # the first answer of a process loads its libraries


def open_workbench(page: Page, path: str = "/planning?sure=no") -> Page:
    page.goto(path, timeout=60_000)
    expect(page.locator("#map[data-ready=true]")).to_be_visible(timeout=PATIENCE_MS)
    return page


def settled(page: Page) -> None:
    expect(page.locator("#results[data-sure=true]:not([aria-busy])")).to_be_attached(
        timeout=PATIENCE_MS
    )


def test_from_the_choice_to_a_report_opened_without_a_network(
    open_context: OpenContext, browser: Browser, tmp_path: Path
) -> None:
    page = open_workbench(open_context(accept_downloads=True).new_page())
    first = page.locator(".answer p").first.inner_text()
    page.locator("#minutes").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    settled(page)
    expect(page.locator("#minutes-now")).to_have_text("20")
    answer = page.locator(".answer p").first.inner_text()
    assert answer != first
    assert "20分" in answer
    assert parse_qs(urlsplit(page.url).query)["minutes"] == ["20"]
    page.locator("tr[data-candidate] .row-button").first.click()
    expect(page.locator(".planning-rank.is-chosen")).to_have_count(1)
    expect(page.locator("tr.is-chosen[data-candidate]")).to_have_count(1)
    with page.expect_download() as started:
        page.locator("a[data-report=html]").click()
    path = tmp_path / started.value.suggested_filename
    started.value.save_as(path)
    closed = browser.new_context(offline=True)
    asked, errors = [], []
    closed.on("request", lambda request: asked.append(request.url))
    closed.on("weberror", lambda error: errors.append(str(error.error)))
    closed.on("console", lambda message: errors.append(message.text))
    report = closed.new_page()
    report.goto(path.as_uri())
    expect(report.locator("html[data-drawn='3']")).to_be_attached()
    expect(report.locator(".answer").first).to_have_text(answer)
    expect(report.locator(".leaflet-container canvas").first).to_be_visible()
    assert errors == []
    assert asked == [path.as_uri()]
    closed.close()


def test_a_row_is_chosen_by_keyboard_and_shown_on_the_map(page: Page) -> None:
    open_workbench(page)
    button = tab_to(page, page.locator("tr[data-candidate] .row-button").first)
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".planning-rank.is-chosen")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "false")


def test_a_symbol_on_the_map_chooses_its_row(page: Page) -> None:
    open_workbench(page)
    page.locator(".planning-rank").last.dispatch_event("click")
    expect(page.locator("tr.is-chosen[data-candidate]")).to_have_count(1)


def test_a_point_on_the_map_joins_the_candidates(page: Page) -> None:
    open_workbench(page)
    before = page.locator("tr[data-candidate]").count()
    page.locator("#point-here").click()
    settled(page)
    expect(page.locator("tr[data-candidate]")).to_have_count(before + 1)
    expect(page.locator("tr[data-candidate]", has_text="新しい点")).to_have_count(1)


def test_without_scripts_the_form_is_sent_and_answered(open_context: OpenContext) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto("/planning?sure=no", timeout=60_000)
    page.locator("select[name=mode]").select_option("cycle")
    page.locator("#planning-form button[type=submit]").click()
    expect(page.locator(".stamp").first).to_contain_text("自転車")
    assert "mode=cycle" in page.url
    expect(page.locator("tr[data-candidate] .row-name").first).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_context: OpenContext, language: str, scheme: str) -> None:
    page = open_workbench(
        open_context(color_scheme=scheme).new_page(), f"{language}/planning?sure=no"
    )
    assert violations(page) == []


def test_a_narrow_phone_scrolls_in_one_direction_only(open_context: OpenContext) -> None:
    page = open_workbench(open_context(viewport=NARROW, is_mobile=True, has_touch=True).new_page())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
