"""Without a network: what was seen stays, and what was not is explained."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenContext, Witness

READY = "() => navigator.serviceWorker.ready.then(worker => worker.active !== null)"


def test_the_last_result_is_shown_without_a_network(
    open_context: OpenContext, witness: Witness
) -> None:
    context = open_context()
    page = context.new_page()
    page.goto("/")
    assert page.evaluate(READY)
    page.wait_for_timeout(500)
    page.reload()  # now through the worker, which keeps what it sees
    page.wait_for_load_state("networkidle")
    first = page.locator(".card__name").first.inner_text()
    context.set_offline(True)
    page.reload()
    expect(page.locator(".card__name").first).to_have_text(first)
    expect(page.locator("#map .leaflet-marker-icon[role=button]").first).to_be_visible()
    page.goto("/help")
    expect(page.get_by_role("heading", level=1)).to_have_text("接続がありません")
    witness.complaints.clear()  # a browser reports each request that had no network
