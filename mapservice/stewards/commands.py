"""Commands of the operator: accounts, the audit trail, background work, erasures."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import click
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from layers.departments import DEPARTMENTS
from mapservice.background import make_app, work
from mapservice.database.audit.acting import act_as
from mapservice.database.audit.verification import verify
from mapservice.database.cluster.private import shared_database
from mapservice.database.engine import open_databases
from mapservice.groups.forgetting import erase_again, journal_path, write_journal
from mapservice.sessions import close_sessions_of
from mapservice.settings import Settings
from mapservice.stewards.accounts import (
    NewAccount,
    add_account,
    find_account,
    set_password,
    set_totp,
)
from mapservice.stewards.passwords import WeakPassword, new_totp_secret, totp_address
from mapservice.upkeep import look_after

DEPARTMENT = click.Choice([department.id for department in DEPARTMENTS])


@contextmanager
def writing(settings: Settings, purpose: str) -> Iterator[Connection]:
    """A transaction of the writer, with the database started for it when it is not running."""
    with (
        shared_database(settings, purpose) as target,
        open_databases(target, settings).writer.begin() as connection,
    ):
        yield connection


@contextmanager
def reading(settings: Settings, purpose: str) -> Iterator[Connection]:
    """Like `writing`, for a walk in one snapshot."""
    with (
        shared_database(settings, purpose) as target,
        open_databases(target, settings).writer.connect() as connection,
    ):
        yield connection


@click.group()
def account() -> None:
    """Local accounts of staff."""


@account.command("add")
@click.argument("name")
@click.option("--display-name", required=True, help="The name that others see.")
@click.option("--department", "departments", multiple=True, type=DEPARTMENT)
@click.option("--administrator", is_flag=True, help="May make accounts and assign layers.")
@click.option("--email", help="Address by which the city's sign-in finds the account.")
@click.password_option(help="Asked for when it is not given.")
@click.pass_obj
def add(settings: Settings, /, password: str, **options: Any) -> None:
    """Make an account that signs in by password."""
    new = NewAccount(password=password, **options)
    try:
        with writing(settings, "account") as connection:
            act_as(connection, "command:account add")
            add_account(connection, new)
    except WeakPassword as error:
        raise click.ClickException(f"The password is too weak: {error}.") from error
    except IntegrityError as error:
        raise click.ClickException("The name is taken, or has signs other than a-z 0-9.") from error
    click.echo(f"Account {new.name} made.")


@account.command("password")
@click.argument("name")
@click.password_option()
@click.pass_obj
def password(settings: Settings, name: str, password: str) -> None:
    """Change a password; every session of the account ends."""
    with writing(settings, "account") as connection:
        act_as(connection, "command:account password")
        set_password(connection, find_account(connection, name), password)
    click.echo("Changed.")


@account.command("totp")
@click.argument("name")
@click.option("--off", is_flag=True, help="Ask for no codes any longer.")
@click.pass_obj
def totp(settings: Settings, name: str, off: bool) -> None:
    """Ask an account for one-time codes; shows the address for an authenticator, once."""
    secret = None if off else new_totp_secret()
    with writing(settings, "account") as connection:
        act_as(connection, "command:account totp")
        set_totp(connection, find_account(connection, name), secret)
    click.echo(totp_address(secret, name, settings.title) if secret else "No codes any longer.")


@account.command("sign-out")
@click.argument("name")
@click.pass_obj
def sign_out(settings: Settings, name: str) -> None:
    """End every session of an account."""
    with writing(settings, "account") as connection:
        closed = close_sessions_of(connection, find_account(connection, name))
    click.echo(f"{closed} sessions ended.")


@click.group()
def audit() -> None:
    """The audit trail."""


@audit.command("verify")
@click.pass_obj
def verify_audit(settings: Settings) -> None:
    """Walk the whole chain; fails if anything was changed, removed or inserted."""
    with reading(settings, "audit") as connection:
        found = verify(connection)
    for problem in found.problems:
        click.echo(problem)
    if found.problems:
        raise click.ClickException(f"{len(found.problems)} problems in {found.links} links.")
    click.echo(f"{found.links} links are whole ({found.erased} erased). Head: {found.head}")


@click.group()
def erasures() -> None:
    """What groups had erased, kept so that a restored backup forgets it again."""


@erasures.command("replay")
@click.pass_obj
def replay(settings: Settings) -> None:
    """After a restore: erase again what the journal names."""
    path = journal_path(settings)
    with writing(settings, "erasures") as connection:
        click.echo(f"{erase_again(connection, path)} groups erased again.")
        write_journal(connection, path)


@click.command("work")
@click.option("--until-empty", is_flag=True, help="Stop when nothing is left to do now.")
@click.pass_obj
def work_command(settings: Settings, until_empty: bool) -> None:
    """Send mail and look after dates, until Ctrl-C."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    with shared_database(settings, "work") as target:
        databases = open_databases(target, settings)
        work(make_app(target, databases.writer, settings, look_after), until_empty=until_empty)
