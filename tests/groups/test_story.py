"""The whole story of a group, played in a browser against the running service."""

import datetime
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from sqlalchemy import Connection, Engine, delete, select, text

from mapservice.database.engine import owner_engine
from mapservice.database.private import accounts, groups, outbox
from mapservice.groups.freshness import look_after_records
from mapservice.settings import Settings
from mapservice.stewards.accounts import NewAccount, add_account
from tests.browsing import OpenPage, ServedCity
from tests.groups.conftest import link_in

EMAIL = "story@example.jp"
PASSWORD = "a long sample phrase"
PHONE = "0466-99-0002"
LAT, LON = "35.3987654", "139.4612345"
SECRETS = (PHONE, LAT, LON, LAT[:8], LON[:9], "金糸雀荘", EMAIL)


@pytest.fixture
def engine(city: ServedCity) -> Iterator[Engine]:
    """The served city's database; what the story adds is taken away again."""
    engine = owner_engine(city.target)
    yield engine
    with engine.begin() as connection:
        connection.execute(delete(outbox))
        connection.execute(text("DELETE FROM jobs.procrastinate_jobs"))
        connection.execute(delete(groups))
        connection.execute(text("DELETE FROM private.representatives"))
        connection.execute(delete(accounts))
        connection.execute(text("DELETE FROM layers.groups WHERE NOT sample"))


def newest_link(engine: Engine, purpose: str) -> str:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with engine.connect() as connection:
            body = connection.scalar(
                select(outbox.c.body)
                .where(outbox.c.purpose == purpose)
                .order_by(outbox.c.id.desc())
            )
        if body:
            return link_in(str(body))
        time.sleep(0.1)
    raise AssertionError(f"no mail for {purpose}")


def sign_in(page: Page, engine: Engine) -> None:
    page.goto("/groups/new")
    page.get_by_label("団体の代表者のメールアドレス").fill(EMAIL)
    page.get_by_role("button", name="リンクを送る").click()
    page.get_by_role("heading", name="メールをご確認ください").wait_for()
    page.goto(newest_link(engine, "sign_in"))
    page.get_by_role("button", name="進む").click()
    page.get_by_role("heading", name="あなたの登録").wait_for()


def next_step(page: Page) -> None:
    page.get_by_role("button", name="保存して進む").click()


def register(page: Page) -> str:
    """Fill in everything; returns the group's id."""
    page.get_by_role("button", name="新しい団体を登録する").click()
    page.get_by_label("名称", exact=False).first.fill("見本の会")
    page.get_by_label("よみ").fill("みほんのかい")
    page.get_by_label("団体の目的と活動の内容").fill("登録を試すための見本です。")
    next_step(page)
    page.get_by_role("group", name="活動分野").get_by_label("まちづくり").check()
    page.get_by_role("group", name="活動地区").get_by_label("六会").check()
    next_step(page)
    page.get_by_label("電話").fill(PHONE)
    next_step(page)
    page.get_by_label("住所").fill("藤沢市亀井野 金糸雀荘")
    page.get_by_role("button", name="住所から町を探す").click()
    page.get_by_text("町の代表点").wait_for()
    page.locator('#pin-map[data-ready="true"]').wait_for()
    page.get_by_role("button", name="地図の中心にピンを置く").click()
    assert page.get_by_label("緯度").input_value()
    page.get_by_label("緯度").fill(LAT)
    page.get_by_label("経度").fill(LON)
    page.get_by_label("個人の家です").check()
    next_step(page)
    page.get_by_label("名称または住所").fill("六会市民センター")
    page.get_by_role("button", name="検索").click()
    page.get_by_role("button", name="追加").first.click()
    page.get_by_text("六会市民センター").first.wait_for()
    page.get_by_role("link", name="確認して送信").last.click()
    shown = page.locator("main").inner_text()
    assert "亀井野" in shown
    assert [secret for secret in SECRETS if secret in shown] == []
    return page.url.split("/")[-2]


def staff(page: Page) -> None:
    page.goto("/staff/sign-in")
    page.get_by_label("名前").fill("story")
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="ログイン").click()
    page.get_by_role("heading", name="審査待ち").wait_for()


def approve(page: Page) -> None:
    page.goto("/staff")
    page.get_by_role("link", name="見る").first.click()
    page.locator('#difference-map[data-ready="true"]').wait_for()
    page.get_by_role("button", name="承認", exact=True).click()
    page.get_by_text("承認しました").wait_for()


def public_texts(page: Page, group_id: str) -> str:
    """Everything of the group that a reader or a program is given."""
    addresses = (
        f"/places/groups/{group_id}", "/?layers=groups", "/?layers=groups&f=json",
        "/?layers=groups&f=csv", "/map/features?layers=groups&bbox=139.3,35.2,139.6,35.5&zoom=16",
        f"/ogc/collections/groups/items/{group_id}?f=json",
    )  # fmt: skip
    answers = [page.request.get(address) for address in addresses]
    assert answers[0].status == 200
    return "\n".join(answer.text() for answer in answers)


def change_name(page: Page, group_id: str) -> None:
    page.goto(f"/groups/{group_id}/about")
    page.get_by_label("名称", exact=False).first.fill("見本の新しい会")
    next_step(page)
    page.goto(f"/groups/{group_id}/preview")
    page.get_by_role("button", name="担当課へ送る").click()


def a_year_later(engine: Engine) -> None:
    then = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=366)
    move = text("SELECT set_config('mapservice.clock', :then, true)")
    with engine.begin() as connection:
        connection.execute(move, {"then": str(then)})
        assert look_after_records(connection, Settings(base_url="https://x.example")).asked == 1
        # The link of that mail is of next year; for the browser's press it must be of now.
        connection.execute(text("UPDATE private.tokens SET expires_at = now() + interval '1 h'"))


def erased_from(connection: Connection) -> None:
    for table in ("private.groups", "private.audit_values", "private.outbox", "layers.groups"):
        kept = "\n".join(connection.scalars(text(f"SELECT t::text FROM {table} t")))
        assert [secret for secret in (*SECRETS, "見本の新しい会") if secret in kept] == [], table


def test_a_group_registers_changes_confirms_withdraws_and_is_erased(
    open_page: OpenPage, engine: Engine
) -> None:
    with engine.begin() as connection:
        new = NewAccount("story", "見本 担当", ("civic_autonomy",), password=PASSWORD)
        add_account(connection, new)
    group, steward = open_page(viewport={"width": 390, "height": 844}), open_page()
    sign_in(group, engine)
    group_id = register(group)
    group.get_by_role("button", name="担当課へ送る").click()
    group.get_by_text("担当課が確認します").wait_for()
    assert group.request.get(f"/places/groups/{group_id}").status == 404
    staff(steward)
    approve(steward)
    public = public_texts(steward, group_id)
    assert "見本の会" in public
    assert [secret for secret in SECRETS if secret in public] == []
    change_name(group, group_id)
    assert "見本の新しい会" not in public_texts(steward, group_id)
    steward.goto("/staff")
    steward.get_by_role("link", name="見る").first.click()
    steward.locator("ins", has_text="見本の新しい会").wait_for()
    approve(steward)
    assert "見本の新しい会" in public_texts(steward, group_id)
    a_year_later(engine)
    group.goto(newest_link(engine, "confirm"))
    group.get_by_role("button", name="はい、今も正しいです").click()
    group.get_by_text("今日付けで確認済み").wait_for()
    group.goto(f"/groups/{group_id}/withdraw")
    group.get_by_role("button", name="取りやめる").click()
    group.get_by_text("地図には載っていません").wait_for()
    assert group.request.get(f"/places/groups/{group_id}").status == 404
    group.goto(f"/groups/{group_id}/erase")
    group.get_by_role("button", name="すべて消去").click()
    group.get_by_text("団体の情報をすべて消去しました").wait_for()
    with engine.connect() as connection:
        erased_from(connection)
