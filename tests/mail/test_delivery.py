"""A mail leaves exactly when its change was committed, and its words leave with it."""

from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select, text

from mapservice import create_app
from mapservice.background import make_app, work
from mapservice.database.engine import Databases, Target
from mapservice.database.private import outbox
from mapservice.mail.delivery import send_mail
from mapservice.mail.outbox import Mail, put_mail, read_mails
from mapservice.settings import SettingError, Settings
from tests.mail.conftest import Inbox

MAIL = Mail(
    "test", "見本 <sample@example.jp>", "見本の件名 ①髙", "本文です。\nhttps://example.jp/x\n"
)


def settings_for(smtp: Controller) -> Settings:
    return Settings(smtp_host="127.0.0.1", smtp_port=smtp.port, smtp_security="none")


def put(committed: Databases) -> int:
    with committed.writer.begin() as connection:
        return put_mail(connection, MAIL)


def status_of(committed: Databases, mail_id: int) -> tuple[object, ...]:
    with committed.writer.connect() as connection:
        row = connection.execute(select(outbox).where(outbox.c.id == mail_id)).one()
    return row.status, row.attempts, row.recipient, row.body


def test_mail_arrives_and_its_words_leave_the_database(
    committed: Databases, smtp: Controller, inbox: Inbox
) -> None:
    mail_id = put(committed)
    send_mail(committed.writer, settings_for(smtp), mail_id)
    send_mail(committed.writer, settings_for(smtp), mail_id)
    (message,) = inbox.messages
    assert (message["To"], message["Subject"]) == ("見本 <sample@example.jp>", "見本の件名 ①髙")
    assert message.get_content().replace("\r\n", "\n") == MAIL.body
    assert status_of(committed, mail_id) == ("sent", 1, None, None)


def test_a_busy_server_is_asked_again_and_a_refusal_is_final(
    committed: Databases, smtp: Controller, inbox: Inbox
) -> None:
    mail_id = put(committed)
    inbox.answers = ["451 later"]
    with pytest.raises(OSError, match="451"):
        send_mail(committed.writer, settings_for(smtp), mail_id)
    assert status_of(committed, mail_id)[:2] == ("waiting", 1)
    inbox.answers = ["550 no such person"]
    send_mail(committed.writer, settings_for(smtp), mail_id)
    assert status_of(committed, mail_id)[:2] == ("failed", 2)
    assert inbox.messages == []


def test_an_unreachable_server_leaves_the_mail_waiting(committed: Databases) -> None:
    mail_id = put(committed)
    nowhere = Settings(smtp_host="127.0.0.1", smtp_port=1, smtp_security="none")
    with pytest.raises(OSError, match=r".*"):
        send_mail(committed.writer, nowhere, mail_id)
    assert status_of(committed, mail_id)[0] == "waiting"


def test_without_a_server_mail_is_readable_in_the_folder_and_the_outbox(
    committed: Databases, tmp_path: Path
) -> None:
    mail_id = put(committed)
    send_mail(committed.writer, Settings(mail_folder=tmp_path / "mail"), mail_id)
    (path,) = (tmp_path / "mail").iterdir()
    assert path.stat().st_mode & 0o077 == 0
    with committed.writer.connect() as connection:
        newest = read_mails(connection)[0]
    assert (newest.id, newest.status, newest.body) == (mail_id, "kept", MAIL.body)


def test_a_rolled_back_change_sends_nothing_and_a_committed_one_is_sent_by_the_worker(
    committed: Databases, target: Target, smtp: Controller, inbox: Inbox
) -> None:
    with committed.writer.begin() as connection:
        connection.execute(text("DELETE FROM private.outbox"))
        connection.execute(text("DELETE FROM jobs.procrastinate_jobs"))
    with committed.writer.connect() as connection:
        put_mail(connection, Mail("test", "lost@example.jp", "lost", "lost"))
        connection.rollback()
    kept = put(committed)
    app = make_app(
        target.named("mail_committed"),
        committed.writer,
        settings_for(smtp),
        daily=lambda _writer, _settings: None,
    )
    work(app, until_empty=True)
    assert [message["Subject"] for message in inbox.messages] == [MAIL.subject]
    assert status_of(committed, kept)[0] == "sent"


def test_mail_needs_an_address_of_ours_for_its_links() -> None:
    with pytest.raises(SettingError, match="BASE_URL"):
        create_app(Settings(smtp_host="mail.example.jp", secret_key="for tests only"))
