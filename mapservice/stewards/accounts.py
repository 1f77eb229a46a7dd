"""Accounts of staff: who they are, which departments they belong to, and how they sign in."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Row, delete, insert, select, update

from layers.departments import DEPARTMENTS
from mapservice.database.private import accounts, clock, memberships
from mapservice.problems import NotFound
from mapservice.sessions import close_sessions_of
from mapservice.stewards.passwords import hash_password, totp_step, verify_password

DEPARTMENT_IDS = frozenset(department.id for department in DEPARTMENTS)


@dataclass(frozen=True)
class Steward:
    """A member of staff and the departments whose layers they keep."""

    id: int
    name: str
    display_name: str
    departments: frozenset[str]
    administrator: bool = False
    disabled: bool = False

    @property
    def actor(self) -> str:
        """How the audit trail names them."""
        return f"staff:{self.id}"


@dataclass(frozen=True)
class NewAccount:
    """What an administrator says of a new account."""

    name: str
    display_name: str
    departments: tuple[str, ...] = ()
    administrator: bool = False
    email: str | None = None
    password: str | None = None


def add_account(connection: Connection, account: NewAccount) -> int:
    """Make an account; without a password it signs in by OpenID Connect only.

    Raises WeakPassword, or ValueError for a department that is none.
    """
    name = account.name.lower()
    made: int = connection.execute(
        insert(accounts)
        .values(
            name=name,
            display_name=account.display_name,
            email=account.email.lower() if account.email else None,
            password_hash=hash_password(name, account.password) if account.password else None,
            administrator=account.administrator,
        )
        .returning(accounts.c.id)
    ).scalar_one()
    assign(connection, made, account.departments)
    return made


def assign(connection: Connection, account_id: int, departments: Iterable[str]) -> None:
    """Make an account a member of exactly these departments. ValueError for an unknown one."""
    wanted = frozenset(departments)
    if unknown := wanted - DEPARTMENT_IDS:
        raise ValueError(f"no such department: {', '.join(sorted(unknown))}")
    mine = memberships.c.account_id == account_id
    connection.execute(delete(memberships).where(mine, memberships.c.department.not_in(wanted)))
    kept = set(connection.scalars(select(memberships.c.department).where(mine)))
    for department in sorted(wanted - kept):
        connection.execute(insert(memberships).values(account_id=account_id, department=department))


def _steward(connection: Connection, row: Row[*tuple[object, ...]]) -> Steward:
    question = select(memberships.c.department).where(memberships.c.account_id == row.id)
    departments = frozenset(connection.scalars(question))
    return Steward(
        row.id, row.name, row.display_name, departments, row.administrator,
        row.disabled_at is not None,
    )  # fmt: skip


def read_steward(connection: Connection, account_id: int) -> Steward:
    """The account; raises NotFound."""
    row = connection.execute(select(accounts).where(accounts.c.id == account_id)).one_or_none()
    if row is None:
        raise NotFound
    return _steward(connection, row)


def all_stewards(connection: Connection) -> tuple[Steward, ...]:
    rows = connection.execute(select(accounts).order_by(accounts.c.name)).all()
    return tuple(_steward(connection, row) for row in rows)


def check_credentials(
    connection: Connection, name: str, password: str, code: str
) -> Steward | None:
    """The account with this name and password (and code, if it has a second factor), or None.

    None tells not which of them was wrong. A code is good for one time only.
    """
    row = connection.execute(
        select(accounts).where(accounts.c.name == name.strip().lower()).with_for_update()
    ).one_or_none()
    right = verify_password(row.password_hash if row else None, password)
    if row is None or not right or row.disabled_at is not None:
        return None
    if row.totp_secret:
        step = totp_step(row.totp_secret, code)
        if step is None or step <= row.totp_step:
            return None
        connection.execute(update(accounts).where(accounts.c.id == row.id).values(totp_step=step))
    return _steward(connection, row)


def disable(connection: Connection, account_id: int, *, disabled: bool) -> None:
    """Lock an account out, now and in all its sessions, or let it in again."""
    connection.execute(
        update(accounts)
        .where(accounts.c.id == account_id)
        .values(disabled_at=clock() if disabled else None)
    )
    if disabled:
        close_sessions_of(connection, account_id)


def set_password(connection: Connection, account_id: int, password: str) -> None:
    """Change the password and end every session. Raises WeakPassword, NotFound."""
    steward = read_steward(connection, account_id)
    connection.execute(
        update(accounts)
        .where(accounts.c.id == account_id)
        .values(password_hash=hash_password(steward.name, password))
    )
    close_sessions_of(connection, account_id)


def set_totp(connection: Connection, account_id: int, secret: str | None) -> None:
    """Ask this account for one-time codes from now on, or no longer."""
    connection.execute(
        update(accounts).where(accounts.c.id == account_id).values(totp_secret=secret, totp_step=0)
    )


def find_account(connection: Connection, name: str) -> int:
    """The id of the account with this name; raises NotFound."""
    found = connection.scalar(select(accounts.c.id).where(accounts.c.name == name.lower()))
    if found is None:
        raise NotFound
    return int(found)


def account_by_identity(
    connection: Connection, issuer: str, subject: str, email: str | None
) -> Steward | None:
    """The account of an OpenID Connect identity; None if the city made none for it.

    The first sign-in joins identity and account by the e-mail address that an administrator
    entered and the issuer has verified (`email` is None unless verified).
    """
    identity = (accounts.c.oidc_issuer == issuer) & (accounts.c.oidc_subject == subject)
    row = connection.execute(select(accounts).where(identity)).one_or_none()
    if row is None and email:
        row = connection.execute(
            update(accounts)
            .where(accounts.c.email == email.lower(), accounts.c.oidc_subject.is_(None))
            .values(oidc_issuer=issuer, oidc_subject=subject)
            .returning(accounts)
        ).one_or_none()
    if row is None or row.disabled_at is not None:
        return None
    return _steward(connection, row)
