"""Every setting of the service: its variable, default, reader and help, in one table.

A setting is one field of `Settings`; the documentation, `mapservice status` and the
tests read the same fields.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "MAPSERVICE_"


class SettingError(ValueError):
    """A variable holds something that its setting cannot be."""


@dataclass(frozen=True)
class Setting:
    """One row of the table: the variable, what it is when unset, and how it is read."""

    name: str
    default: Any
    parse: Callable[[str], Any]
    help: str

    @property
    def variable(self) -> str:
        return PREFIX + self.name

    def documented(self) -> str:
        """Default and help, as the README's table has them beside the variable."""
        default = ", ".join(self.default) if isinstance(self.default, tuple) else self.default
        shown = "" if default in (None, "") else f"`{default}`"
        return f"{shown} | {self.help}"


def text(value: str) -> str:
    return value.strip()


def words(value: str) -> tuple[str, ...]:
    """Items separated by commas (half or full width), in order, without empty ones."""
    return tuple(item.strip() for item in re.split(r"[,、,]", value) if item.strip())


def folder(value: str) -> Path:
    path = Path(value).expanduser()
    if not path.is_absolute():
        raise ValueError("expected an absolute path")
    return path


def whole(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        digits = value.strip()
        if not (digits.isascii() and digits.isdigit() and low <= int(digits) <= high):
            raise ValueError(f"expected a whole number from {low} to {high}")
        return int(digits)

    return parse


def one_of(*allowed: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value.strip().lower() not in allowed:
            raise ValueError(f"expected one of {', '.join(allowed)}")
        return value.strip().lower()

    return parse


def web_address(value: str) -> str:
    """An absolute http(s) address without its last slash."""
    parts = urlsplit(value.strip())
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("expected an address that begins with http:// or https://")
    return value.strip().rstrip("/")


def tile_template(value: str) -> str:
    template = web_address(value)
    if not all(part in template for part in ("{z}", "{x}", "{y}")):
        raise ValueError("expected an address with {z}, {x} and {y}")
    return template


def database_address(value: str) -> str:
    if urlsplit(value.strip()).scheme not in {"postgresql", "postgres", "postgresql+psycopg"}:
        raise ValueError("expected an address that begins with postgresql://")
    return value.strip()


def row(parse: Callable[[str], Any], explanation: str) -> dict[str, Any]:
    return {"parse": parse, "help": explanation}


@dataclass(frozen=True)
class Settings:
    """What the operator may choose. Each field is read from MAPSERVICE_<FIELD>."""

    database_url: str | None = field(
        default=None,
        repr=False,  # it may hold a password
        metadata=row(
            database_address,
            "PostgreSQL with PostGIS to use, as postgresql://…; "
            "unset: the service runs a private one of its own",
        ),
    )
    data_dir: Path | None = field(
        default=None,
        metadata=row(
            folder,
            "Folder of the private database and of the generated secret; unset: "
            "/var/lib/mapservice/<checkout> for root, else $XDG_DATA_HOME/mapservice/<checkout>",
        ),
    )
    host: str = field(
        default="127.0.0.1", metadata=row(text, "Address to listen on; 0.0.0.0 for every network")
    )
    port: int | None = field(
        default=None,
        metadata=row(
            whole(1, 65535), "Port to listen on; unset: 8000, or the next free one when it is taken"
        ),
    )
    workers: int = field(default=2, metadata=row(whole(1, 64), "Processes that answer requests"))
    threads: int = field(
        default=4, metadata=row(whole(1, 64), "Requests that one process answers at a time")
    )
    connections: int = field(
        default=1000,
        metadata=row(
            whole(10, 100_000), "Open connections that one process keeps, slow ones included"
        ),
    )
    proxies: int = field(
        default=0,
        metadata=row(
            whole(0, 5), "Reverse proxies in front whose X-Forwarded-* headers are believed"
        ),
    )
    base_url: str | None = field(
        default=None,
        metadata=row(
            web_address, "Public address of the service, used in absolute links; unset: as asked"
        ),
    )
    title: str = field(
        default="みんなで育てる電縁マップ 活動の場", metadata=row(text, "Name of the service")
    )
    city: str = field(
        default="fujisawa", metadata=row(text, "Folder of geodata/ with the city's facts")
    )
    northern_districts: tuple[str, ...] | None = field(
        default=None,
        metadata=row(
            words, "Districts that count as northern, by commas; unset: as the city's facts say"
        ),
    )
    tile_url: str | None = field(
        default=None,
        metadata=row(
            tile_template,
            "Base map tiles with {z}, {x}, {y}, such as 地理院タイル "
            "https://cyberjapandata.gsi.go.jp/xyz/pale/{z}/{x}/{y}.png; unset: our own base",
        ),
    )
    tile_attribution: str | None = field(
        default=None,
        metadata=row(text, "Attribution that the base map's owner asks for, such as 国土地理院"),
    )
    frame_ancestors: tuple[str, ...] = field(
        default=(),
        metadata=row(
            words, "Sites that may embed the map, by commas; unset: none but the service itself"
        ),
    )
    statement_timeout: int = field(
        default=15,
        metadata=row(
            whole(1, 3600), "Seconds after which the database gives up a question of the web"
        ),
    )
    secret_key: str | None = field(
        default=None,
        repr=False,
        metadata=row(
            text, "Key that signs sessions; unset: generated once and kept in the data folder"
        ),
    )
    log_level: str = field(
        default="info",
        metadata=row(one_of("debug", "info", "warning", "error"), "Least severity that is logged"),
    )
    smtp_host: str | None = field(
        default=None,
        metadata=row(
            text,
            "Server that mail is given to; unset: mail is kept in a folder and on a staff page",
        ),
    )
    smtp_port: int = field(default=587, metadata=row(whole(1, 65535), "Port of the mail server"))
    smtp_security: str = field(
        default="starttls",
        metadata=row(one_of("starttls", "tls", "none"), "Encryption towards the mail server"),
    )
    smtp_user: str | None = field(default=None, metadata=row(text, "Name at the mail server"))
    smtp_password: str | None = field(
        default=None, repr=False, metadata=row(text, "Password at the mail server")
    )
    mail_from: str = field(
        default="mapservice@localhost", metadata=row(text, "Sender's address of our mail")
    )
    mail_folder: Path | None = field(
        default=None,
        metadata=row(
            folder, "Folder for mail while no server is set; unset: `mail` in the data folder"
        ),
    )
    oidc_issuer: str | None = field(
        default=None,
        metadata=row(
            web_address, "OpenID Connect issuer that staff sign in at; unset: local accounts only"
        ),
    )
    oidc_client_id: str | None = field(
        default=None, metadata=row(text, "Our name at the OpenID Connect issuer")
    )
    oidc_client_secret: str | None = field(
        default=None, repr=False, metadata=row(text, "Our secret at the OpenID Connect issuer")
    )
    staff_session_minutes: int = field(
        default=60,
        metadata=row(whole(5, 1440), "Minutes without a request after which staff sign in again"),
    )
    link_hours: int = field(
        default=24, metadata=row(whole(1, 168), "Hours for which a mailed link works")
    )
    review_alert_days: int = field(
        default=7,
        metadata=row(whole(1, 365), "Days after which a waiting submission raises an alert"),
    )
    privacy_officer: str | None = field(
        default=None,
        metadata=row(text, "Person or office in charge of personal data, for the privacy page"),
    )


SETTINGS: tuple[Setting, ...] = tuple(
    Setting(column.name.upper(), column.default, column.metadata["parse"], column.metadata["help"])
    for column in fields(Settings)
)


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings that `environ` (the process's own when None) gives.

    An empty variable counts as unset. Raises SettingError with the variable's name, what
    was wrong and what is allowed; the value of a secret is not repeated.
    """
    source = os.environ if environ is None else environ
    chosen = {
        setting.name.lower(): _parsed(setting, source[setting.variable])
        for setting in SETTINGS
        if source.get(setting.variable, "").strip()
    }
    return Settings(**chosen)


def markdown_table() -> str:
    """The settings as the README has them."""
    rows = [f"| `{setting.variable}` | {setting.documented()} |" for setting in SETTINGS]
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows])


def unknown_variables(environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Names that begin like ours and are no setting: most likely misspelt."""
    source = os.environ if environ is None else environ
    known = {setting.variable for setting in SETTINGS}
    return tuple(sorted(name for name in source if name.startswith(PREFIX) and name not in known))


def _parsed(setting: Setting, value: str) -> Any:
    try:
        return setting.parse(value)
    except ValueError as error:
        raise SettingError(f"{setting.variable}: {error}") from None
