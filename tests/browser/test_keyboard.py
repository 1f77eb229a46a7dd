"""Journeys without a mouse."""

import re

from playwright.sync_api import Page, expect

from tests.browser.steps import open_map, tab_to


def test_search_filter_open(page: Page) -> None:
    open_map(page)
    tab_to(page, page.locator("#q"))
    page.keyboard.type("湘南台")
    expect(page.locator("#suggestions")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#q")).to_have_attribute("aria-activedescendant", "suggestion-0")
    page.keyboard.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q="))
    tab_to(page, page.locator("#filters > summary"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator('#filters [name="kind"]').first)
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("kind="))
    expect(page.locator('#filters [name="kind"]').first).to_be_focused()
    tab_to(page, page.locator(".card__name a, .empty__ways a").first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_share_dialog_takes_and_returns_the_focus(page: Page) -> None:
    open_map(page)
    opener = tab_to(page, page.locator("#share-open"))
    page.keyboard.press("Enter")
    expect(page.locator("#share")).to_be_visible()
    expect(page.locator("#share-link")).to_have_value(re.compile("^http"))
    expect(page.locator("#share-embed")).to_have_value(re.compile("<iframe"))
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_print_page_is_reached(page: Page) -> None:
    open_map(page)
    tab_to(page, page.locator("#share-open"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator('#share a[href*="f=print"]'))
    page.keyboard.press("Enter")
    expect(page.locator(".sheet h1")).to_be_visible()
    tab_to(page, page.locator("#print"))


def test_a_place_of_the_list_opens_on_the_map_and_the_focus_comes_back(page: Page) -> None:
    open_map(page)
    button = tab_to(page, page.locator("[data-reveals]").first)
    page.keyboard.press("Enter")
    card = page.locator(".leaflet-popup [role=dialog]")
    expect(card).to_be_focused()
    expect(page.locator(".card[aria-current=true]")).to_have_count(1)
    expect(page.locator(".leaflet-popup-close-button")).to_have_attribute("aria-label", "閉じる")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(button).to_be_focused()


def test_all_symbols_together_are_one_stop_and_arrows_move_among_them(page: Page) -> None:
    open_map(page)
    symbols = page.locator("#map .leaflet-marker-icon[role=button]")
    assert symbols.count() > 5
    assert page.locator('#map .leaflet-marker-icon[tabindex="0"]').count() == 1
    tab_to(page, page.locator('#map .leaflet-marker-icon[tabindex="0"]'))
    first = page.evaluate("document.activeElement.dataset.key")
    for key in ("ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.dataset.key") is not None
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.key") != first


def test_skip_links_lead_to_list_and_map(page: Page) -> None:
    open_map(page)
    page.keyboard.press("Tab")
    expect(page.locator(".skip").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#results")).to_be_focused()
    page.goto("/")
    tab_to(page, page.locator("#skip-to-map"))
    page.keyboard.press("Enter")
    expect(page.locator("#map")).to_be_focused()
