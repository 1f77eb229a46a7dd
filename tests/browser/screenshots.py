"""Takes the pictures of README and docs from the real service.

    .venv/bin/python -m tests.browser.screenshots

Writes docs/screenshots/*.png: phone and desktop, three languages, light and dark.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.browser.city import PHONE, find_chromium, serve_city
from tests.browser.cluster import temporary_cluster

FOLDER: Final = Path(__file__).parents[2] / "docs" / "screenshots"
MOST_BYTES: Final = 200_000
DESKTOP: Final[ViewportSize] = {"width": 1280, "height": 800}
PLACE: Final = "/places/citizen_centers/shonandai-citizens-center"


@dataclass(frozen=True)
class Picture:
    name: str
    path: str
    device: Literal["desktop", "phone"] = "desktop"
    scheme: Literal["light", "dark"] = "light"
    show: Literal["page", "map", "card", "filters"] = "page"


PICTURES: Final = (
    Picture("desktop", "/", show="card"),
    Picture("desktop_dark", "/", scheme="dark", show="card"),
    Picture("desktop_english", "/en/?layers=citizen_centers", show="card"),
    Picture("desktop_easy", "/easy/", show="card"),
    Picture("desktop_near_station", "/?near=139.4665,35.3965", show="card"),
    Picture("desktop_place", PLACE),
    Picture("desktop_place_dark", f"/en{PLACE}", scheme="dark"),
    Picture("desktop_nothing_found", "/?layers=universities&people=9999"),
    Picture("phone_list", "/", "phone"),
    Picture("phone_list_dark_english", "/en/", "phone", "dark"),
    Picture("phone_easy", "/easy/", "phone"),
    Picture("phone_filters", "/", "phone", show="filters"),
    Picture("phone_map", "/", "phone", show="map"),
    Picture("phone_map_dark_easy", "/easy/", "phone", "dark", show="map"),
    Picture("phone_place", PLACE, "phone"),
    Picture("print", "/?near=139.4665,35.3965&f=print"),
    Picture("embed", "/embed?layers=citizen_centers"),
)


def arrange(page: Page, picture: Picture) -> None:
    """Bring the page into the state that the picture shows."""
    if picture.device == "phone" and picture.show == "map":
        page.locator("#view-toggle").tap()
    has_map = page.locator("#map").count() and page.locator("#map").is_visible()
    if has_map:
        page.locator("#map").scroll_into_view_if_needed()
        expect(page.locator("#map[data-ready=true]")).to_be_visible()
        page.evaluate("scrollTo(0, 0)")
    if picture.show == "card":
        page.locator("[data-reveals]").first.click()
    if picture.show == "filters":
        page.locator("#filters > summary").click()
    page.wait_for_timeout(700)


def take(browser: Browser, address: str, picture: Picture) -> int:
    """Write one picture; how many bytes it has."""
    phone = picture.device == "phone"
    context = browser.new_context(
        viewport=PHONE if phone else DESKTOP,
        is_mobile=phone,
        has_touch=phone,
        color_scheme=picture.scheme,
        locale="ja-JP",
    )
    page = context.new_page()
    page.goto(address + picture.path)
    arrange(page, picture)
    path = FOLDER / f"{picture.name}.png"
    page.screenshot(path=path)
    context.close()
    return path.stat().st_size


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        temporary_cluster() as target,
        serve_city(target) as (address, _),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        for picture in PICTURES:
            size = take(browser, address, picture)
            print(f"{picture.name}.png {size:,} bytes")  # noqa: T201
            if size > MOST_BYTES:
                raise SystemExit(f"{picture.name}.png is larger than {MOST_BYTES:,} bytes")
        browser.close()


if __name__ == "__main__":
    main()
