"""What several journeys do: wait for a map, press keys until something has the focus."""

from typing import Final

from playwright.sync_api import Locator, Page, expect

MOST_TABS: Final = 150


def open_map(page: Page, path: str = "/") -> Page:
    """Open the page and wait until its map shows symbols."""
    page.goto(path)
    wait_for_map(page)
    return page


def wait_for_map(page: Page) -> None:
    expect(page.locator("#map[data-ready=true]")).to_be_visible()
    expect(page.locator("#map .leaflet-marker-icon[role=button]").first).to_be_visible()


def tab_to(page: Page, wanted: Locator) -> Locator:
    """Press Tab until `wanted` has the focus, as somebody without a mouse does."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return wanted
    raise AssertionError(f"{wanted} was not reached in {MOST_TABS} presses of Tab")


def shown_number(page: Page) -> int:
    """How many places the status says there are."""
    digits = "".join(filter(str.isdigit, page.locator("#status").inner_text().split("件")[0]))
    return int(digits)
