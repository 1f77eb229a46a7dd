"""Everything that is needed is there without scripts."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import OpenContext


def test_the_list_is_complete_and_the_filters_work(open_context: OpenContext) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto("/")
    expect(page.locator(".card")).to_have_count(20)
    expect(page.locator("#map")).to_be_hidden()
    expect(page.locator("#near-me")).to_be_hidden()
    page.locator("#filters > summary").click()
    page.locator("#facet-people").fill("1")
    page.locator('[name=unknown][value="people"], [name=unknown][value="capacity"]').first.check()
    page.locator(".filters__apply button").click()
    expect(page).to_have_url(re.compile("people=1"))
    expect(page.locator(".card").first).to_be_visible()


def test_a_station_can_be_chosen_and_the_result_printed(open_context: OpenContext) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto("/")
    page.locator("#starting-points > summary").click()
    page.locator("#starting-points").get_by_role("link", name="藤沢駅").first.click()
    expect(page.locator(".card__distance").first).to_be_visible()
    page.locator(".forms-of-result").get_by_role("link", name=re.compile("印刷")).click()
    expect(page.locator(".sheet__list li").first).to_be_visible()
    expect(page.locator(".sheet__code svg")).to_be_visible()
