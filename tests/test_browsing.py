"""The watch on pages sees what it is there to see."""

from urllib.parse import urlsplit

from playwright.sync_api import Browser

from tests.browsing import OpenPage, ServedCity, Watch


def test_console_errors_exceptions_and_foreign_requests_are_seen(
    browser: Browser, city: ServedCity
) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    watch = Watch(urlsplit(city.url).netloc, allow=("expected",))
    watch.look_at(page)
    page.goto(f"{city.url}healthz")
    assert watch.seen == []
    page.evaluate("console.error('expected'); console.error('a fault')")
    page.evaluate("setTimeout(() => { throw new Error('thrown') })")
    page.evaluate("fetch('http://127.0.0.2:9/tile.png').catch(() => null)")
    page.wait_for_timeout(200)
    context.close()
    assert any("a fault" in entry for entry in watch.seen)
    assert any("thrown" in entry for entry in watch.seen)
    assert any("http://127.0.0.2:9/tile.png" in entry for entry in watch.seen)
    assert not any("expected" in entry for entry in watch.seen)


def test_a_page_of_the_service_opens(open_page: OpenPage) -> None:
    # A text names no icon, so the browser looks for one where none is.
    answer = open_page("favicon.ico").goto("healthz")
    assert answer is not None
    assert answer.status == 200
