"""A first visit: all layers, fewer layers, near a station, one place."""

import re

from playwright.sync_api import Page, expect

from tests.browser.steps import open_map, shown_number, wait_for_map


def test_a_newcomer_sees_list_and_map_side_by_side(page: Page) -> None:
    open_map(page)
    expect(page.locator(".cards > .card")).to_have_count(20)
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("国土数値情報")
    assert shown_number(page) >= 77


def test_switching_a_layer_off_leaves_the_others(page: Page) -> None:
    open_map(page)
    before = shown_number(page)
    page.locator("#layer-public_facilities").uncheck()
    expect(page).to_have_url(re.compile("layers=citizen_centers,"))
    expect(page.locator('.card[data-feature^="public_facilities/"]')).to_have_count(0)
    assert 0 < shown_number(page) < before


def test_near_a_station_the_nearest_come_first(page: Page) -> None:
    open_map(page)
    page.locator("#starting-points > summary").click()
    page.locator("#starting-points").get_by_role("link", name="湘南台駅").click()
    expect(page).to_have_url(re.compile("near="))
    expect(page.locator("#status")).to_contain_text("湘南台駅から近い順")
    texts = page.locator(".card__distance").all_inner_texts()
    metres = [int(text.split("m")[0].replace(",", "")) for text in texts]
    assert metres == sorted(metres)
    assert metres[0] < 1000


def test_a_place_has_a_page_of_its_own(page: Page) -> None:
    open_map(page)
    link = page.locator(".card__name a").first
    name = link.inner_text()
    link.click()
    expect(page).to_have_url(re.compile("/places/"))
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_suggestions_lead_to_a_station(page: Page) -> None:
    open_map(page)
    page.locator("#q").press_sequentially("湘南台")
    page.get_by_role("option").filter(has_text="湘南台駅").first.click()
    wait_for_map(page)
    expect(page.locator("#status")).to_contain_text("湘南台駅から近い順")


def test_every_place_of_the_samples_says_that_it_is_one(page: Page) -> None:
    page.goto("/?layers=vacant_shops,groups")
    cards = page.locator(".card")
    assert cards.count() > 0
    for card in cards.all():
        expect(card.locator(".tag--sample")).to_have_text("見本")


def test_what_is_unknown_is_called_so(page: Page) -> None:
    page.goto("/?layers=citizen_centers")
    expect(page.locator(".card").first).to_contain_text("料金 不明")


def test_going_back_shows_the_search_before(page: Page) -> None:
    open_map(page)
    before = page.locator("#status").inner_text()
    page.locator("#layer-public_facilities").uncheck()
    expect(page.locator("#status")).not_to_have_text(before)
    page.go_back()
    expect(page.locator("#status")).to_have_text(before)
    expect(page.locator("#layer-public_facilities")).to_be_checked()


def test_nothing_found_offers_what_would_find_something(page: Page) -> None:
    page.goto("/?layers=universities&people=9999")
    expect(page.locator("#status")).to_have_text("見つかりませんでした")
    way = page.locator(".empty__ways a").first
    way.click()
    expect(page.locator(".card").first).to_be_visible()


def test_a_search_that_the_server_refuses_is_explained(page: Page) -> None:
    response = page.request.get("/?people=many", headers={"Accept": "text/html"})
    assert response.status == 400
    assert "この条件では検索できません" in response.text()
