"""Giving mail away: to the SMTP server of the settings, or to a folder without one."""

import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, select, update

from mapservice.database.cluster.places import data_places
from mapservice.database.private import clock, outbox
from mapservice.mail.outbox import Mail
from mapservice.settings import SettingError, Settings

TIMEOUT_S: Final = 20
MAX_ATTEMPTS: Final = 10

Deliver = Callable[[int, Mail], None]


class Refused(Exception):
    """The server will never take this mail: trying again is of no use."""


def check_mail_settings(settings: Settings) -> None:
    """Raise SettingError where mailed links would lead to a host that a stranger chose."""
    if settings.smtp_host and not settings.base_url:
        raise SettingError("MAPSERVICE_SMTP_HOST: needs MAPSERVICE_BASE_URL, for links in mail")


def compose(mail_id: int, mail: Mail, sender: str) -> EmailMessage:
    """The message as it travels. Its id stays the same however often it is sent, so that a
    second copy, after a crash between sending and noting it, can be told by the receiver.
    """
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    message["From"] = sender
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = f"<mail-{mail_id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer from absence notes
    message.set_content(mail.body, cte="base64")
    return message


def smtp_delivery(settings: Settings) -> Deliver:
    """Deliver through the server of the settings. Raises Refused or what may be tried again."""

    def deliver(mail_id: int, mail: Mail) -> None:
        message = compose(mail_id, mail, settings.mail_from)
        connect = smtplib.SMTP_SSL if settings.smtp_security == "tls" else smtplib.SMTP
        with connect(settings.smtp_host or "", settings.smtp_port, timeout=TIMEOUT_S) as server:
            if settings.smtp_security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password or "")
            try:
                server.send_message(message)
            except smtplib.SMTPRecipientsRefused as error:
                codes = [code for code, _words in error.recipients.values()]
                raise _judged(codes[0]) from None
            except smtplib.SMTPResponseException as error:
                raise _judged(error.smtp_code) from None

    return deliver


def _judged(code: int) -> Exception:
    """RFC 5321, 4.2.1: 5yz is permanent, 4yz is not. The server's words may quote the address."""
    return Refused(f"refused with {code}") if code >= 500 else ConnectionError(f"deferred {code}")


def mail_folder(settings: Settings) -> Path:
    return settings.mail_folder or data_places(settings).root / "mail"


def folder_delivery(folder: Path, sender: str) -> Deliver:
    """Write each mail as a file that mail programs open."""

    def deliver(mail_id: int, mail: Mail) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{mail_id:06d}-{mail.purpose}.eml"
        path.write_bytes(bytes(compose(mail_id, mail, sender)))
        path.chmod(0o600)

    return deliver


def send_mail(writer: Engine, settings: Settings, mail_id: int) -> None:
    """Deliver one waiting mail. Does nothing when it is gone, sent, or in other hands.

    Raises what the next attempt may mend; the last attempt and a refusal make it `failed`.
    """
    deliver = (
        smtp_delivery(settings)
        if settings.smtp_host
        else folder_delivery(mail_folder(settings), settings.mail_from)
    )
    failure: Exception | None = None
    with writer.begin() as connection:
        row = connection.execute(
            select(outbox)
            .where(outbox.c.id == mail_id, outbox.c.status == "waiting")
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if row is None:
            return
        changes: dict[str, object] = {"attempts": row.attempts + 1}
        try:
            deliver(mail_id, Mail(row.purpose, row.recipient, row.subject, row.body))
        except (OSError, smtplib.SMTPException, Refused) as error:
            failure = error
            final = isinstance(error, Refused) or row.attempts + 1 >= MAX_ATTEMPTS
            changes |= {"last_error": _told(error), "status": "failed" if final else "waiting"}
        else:
            changes |= (
                {"status": "sent", "recipient": None, "subject": None, "body": None}
                if settings.smtp_host
                else {"status": "kept"}
            ) | {"sent_at": clock()}
        connection.execute(update(outbox).where(outbox.c.id == mail_id).values(changes))
    if failure is not None and changes["status"] == "waiting":
        raise failure


def _told(error: Exception) -> str:
    """The kind of error only: servers repeat addresses in their words."""
    return str(error) if isinstance(error, Refused) else type(error).__name__
