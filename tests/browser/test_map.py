"""How the map behaves: names, sizes, gestures, motion, and what it does without tiles."""

import re
from itertools import pairwise

from playwright.sync_api import Browser, Page, expect

from mapservice.database.engine import Databases
from tests.browser.city import DESKTOP, city_settings, serve
from tests.browser.conftest import OpenContext
from tests.browser.steps import open_map, wait_for_map

FINGER = 44


def test_groups_of_symbols_say_how_many_and_where(page: Page) -> None:
    open_map(page)
    for cluster in page.locator(".cluster").all():
        name = cluster.get_attribute("aria-label") or ""
        assert re.fullmatch(r"[\d,]+件、.+駅周辺を拡大", name), name


def test_choosing_a_group_shows_its_places_larger(page: Page) -> None:
    open_map(page)
    cluster = page.locator(".cluster").filter(has_text="8").first
    before = page.locator("#map .leaflet-marker-icon[role=button]").all_inner_texts()
    cluster.dispatch_event("click")
    expect(page.locator("#map")).to_be_focused()
    page.wait_for_timeout(600)
    after = page.locator("#map .leaflet-marker-icon[role=button]").all_inner_texts()
    assert after
    assert after != before


def test_choosing_a_symbol_marks_its_place_in_the_list(page: Page) -> None:
    open_map(page, "/?layers=citizen_centers")
    page.locator(".place-mark").first.click()
    expect(page.locator(".card[aria-current=true]")).to_have_count(1)
    name = page.locator(".map-card__name").inner_text()
    expect(page.locator(".card[aria-current=true] .card__name")).to_have_text(name)


def test_controls_of_the_map_fit_a_finger(phone: Page) -> None:
    phone.goto("/")
    phone.locator("#view-toggle").tap()
    wait_for_map(phone)
    for control in phone.locator(".leaflet-control-zoom a, .legend > summary, #view-toggle").all():
        box = control.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= FINGER - 0.5


def test_one_finger_moves_the_page_and_is_told_to_use_two(phone: Page) -> None:
    phone.goto("/")
    phone.locator("#view-toggle").tap()
    wait_for_map(phone)
    container = phone.locator("#map")
    assert container.evaluate("map => getComputedStyle(map).touchAction") == "pan-x pan-y"
    container.evaluate(
        """map => {
            const touch = new Touch({identifier: 1, target: map, clientX: 90, clientY: 400});
            map.dispatchEvent(new TouchEvent("touchmove", {touches: [touch], bubbles: true}));
        }"""
    )
    expect(phone.locator(".map__hint")).to_have_text("地図は2本の指で動かします")


def test_the_map_of_a_phone_starts_only_when_it_is_asked_for(phone: Page) -> None:
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.goto("/")
    phone.wait_for_load_state("networkidle")
    assert not any("leaflet.js" in url or "/base/" in url for url in asked)
    phone.locator("#view-toggle").tap()
    wait_for_map(phone)
    expect(phone.locator("#view-toggle")).to_contain_text("リストを表示")
    assert any("leaflet.js" in url for url in asked)


def test_nothing_moves_for_those_who_ask_for_stillness(open_context: OpenContext) -> None:
    page = open_context(reduced_motion="reduce").new_page()
    open_map(page)
    assert not page.locator("#map.leaflet-fade-anim").count()
    page.locator(".leaflet-control-zoom-in").click()
    assert not page.locator("#map.leaflet-zoom-anim").count()


def test_approximate_outlines_and_sketched_railways_are_labelled(page: Page) -> None:
    open_map(page)
    page.locator(".legend > summary").click()
    expect(page.locator(".legend__body")).to_contain_text("境界はおおよそ")
    expect(page.locator(".legend__body")).to_contain_text("略図")


def test_near_me_asks_only_when_it_is_pressed(open_context: OpenContext) -> None:
    context = open_context(
        geolocation={"longitude": 139.4665, "latitude": 35.3965}, permissions=["geolocation"]
    )
    context.add_init_script(
        """window.asked = 0;
        const ask = Geolocation.prototype.getCurrentPosition;
        Geolocation.prototype.getCurrentPosition = function (...rest) {
            window.asked += 1;
            return ask.apply(this, rest);
        };"""
    )
    page = context.new_page()
    open_map(page)
    assert page.evaluate("window.asked") == 0
    page.locator("#near-me").click()
    expect(page).to_have_url(re.compile("near=139.4665,35.3965"))
    assert page.evaluate("window.asked") == 1
    metres = [
        int(text.split("m")[0].replace(",", ""))
        for text in page.locator(".card__distance").all_inner_texts()
    ]
    assert all(one <= other for one, other in pairwise(metres))


def test_without_a_position_stations_and_the_map_help(open_context: OpenContext) -> None:
    page = open_context(permissions=[]).new_page()
    open_map(page)
    page.locator("#near-me").click()
    dialog = page.locator("#near-help")
    expect(dialog).to_be_visible()
    page.locator("#near-map-centre").click()
    expect(dialog).to_be_hidden()
    expect(page).to_have_url(re.compile("near="))


def test_tiles_that_fail_give_way_to_the_own_base(
    browser: Browser, city_databases: tuple[str, Databases]
) -> None:
    """The tiles' port is closed: the map falls back without a word to the reader."""
    settings = city_settings(
        tile_url="http://127.0.0.1:9/{z}/{x}/{y}.png", tile_attribution="見本の背景地図"
    )
    with serve(city_databases[1], settings) as address:
        context = browser.new_context(viewport=DESKTOP, base_url=address)
        page = open_map(context.new_page())
        expect(page.locator("#map path.base-area").first).to_be_visible()
        expect(page.locator(".leaflet-control-attribution")).to_contain_text("国土数値情報")
        context.close()
