"""The command line: `mapservice up` and what operators do beside it."""

import sys
import tomllib
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

import click
import structlog
from sqlalchemy.exc import OperationalError

from mapservice.database.cluster.errors import ClusterError
from mapservice.database.cluster.private import shared_database
from mapservice.database.engine import Target, owner_engine
from mapservice.database.loading import load_city, load_demo, remove_demo
from mapservice.database.loading.northern import northern_ids
from mapservice.database.roles import NotAllowed
from mapservice.database.schema import initialise
from mapservice.logs import configure_logs
from mapservice.serving.listening import PortTaken
from mapservice.serving.prepare import bundled_city
from mapservice.serving.up import run_service
from mapservice.settings import SettingError, Settings, read_settings, unknown_variables
from mapservice.status import describe_status

log = structlog.get_logger(__name__)

EXPECTED = (ClusterError, NotAllowed, PortTaken, SettingError)


# Commands of subjects, by the module that is imported when they are called: the service
# itself starts without the libraries that read files.
ELSEWHERE: Final = {
    "import": ("mapservice.database.importing.commands", "import_command"),
    "assess": ("mapservice.planning.commands", "assess_command"),
    "solve": ("mapservice.planning.siting.orlibrary", "solve_command"),
    "export": ("mapservice.database.importing.commands", "export_command"),
    "account": ("mapservice.stewards.commands", "account"),
    "audit": ("mapservice.stewards.commands", "audit"),
    "erasures": ("mapservice.stewards.commands", "erasures"),
    "publish": ("mapservice.ogc.commands", "publish_command"),
    "work": ("mapservice.stewards.commands", "work_command"),
}


class Commands(click.Group):
    """Commands whose expected failures are one sentence, without a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        module, name = ELSEWHERE[cmd_name]
        command: click.Command = getattr(import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except EXPECTED as error:
            raise click.ClickException(str(error)) from error
        except OperationalError as error:
            raise click.ClickException(f"The database does not answer: {error.orig}") from error


def own_version() -> str:
    """Of the installed package, or of the clone that this file is in."""
    try:
        return version("mapservice")
    except PackageNotFoundError:
        project = Path(__file__).resolve().parents[1] / "pyproject.toml"
        stated: str = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]
        return stated


@click.group(cls=Commands)
@click.version_option(own_version(), message="%(version)s")
@click.pass_context
def main(context: click.Context) -> None:
    """The open map of civic-activity venues.

    Settings are the variables MAPSERVICE_*; `mapservice status` shows them.
    """
    settings = read_settings()
    configure_logs(settings.log_level)
    for name in unknown_variables():
        log.warning("unknown_setting", name=name)
    context.obj = settings


def with_database(purpose: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a command with its settings and the database, started for it when it is not running."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        @click.pass_obj
        def run(settings: Settings, /, **options: Any) -> None:
            with shared_database(settings, purpose) as target:
                command(settings=settings, target=target, **options)

        return run

    return decorate


@main.command()
@click.option("--demo", is_flag=True, help="Add sample vacant shops and groups, marked 見本.")
@click.option("--port", type=click.IntRange(1, 65535), help="Instead of MAPSERVICE_PORT.")
@click.option("--host", help="Instead of MAPSERVICE_HOST.")
@click.pass_obj
def up(settings: Settings, demo: bool, port: int | None, host: str | None) -> None:
    """Start everything, load the city when empty, and serve until Ctrl-C."""
    chosen = replace(settings, port=port or settings.port, host=host or settings.host)
    run_service(chosen, demo=demo, tell=click.echo)


@main.command()
@with_database("init")
def init(settings: Settings, target: Target) -> None:  # noqa: ARG001 - as every command
    """Make the database's roles and tables, or bring them up to date."""
    initialise(target)
    click.echo("The database is ready.")


@main.command()
@with_database("load")
def load(settings: Settings, target: Target) -> None:
    """Add the bundled city's rows that are missing; rows that are there stay as they are."""
    initialise(target)
    city = bundled_city(settings)
    with owner_engine(target).begin() as connection:
        added = load_city(connection, city, northern_ids(settings, city))
    click.echo("\n".join(f"{layer_id}: {count} added" for layer_id, count in added.items()))


@main.group()
def demo() -> None:
    """Samples for trying things out: fictitious, and marked 見本 wherever they are shown."""


@demo.command("load")
@with_database("demo load")
def add_samples(settings: Settings, target: Target) -> None:
    """Add the sample vacant shops and groups."""
    initialise(target)
    with owner_engine(target).begin() as connection:
        added = load_demo(connection, bundled_city(settings))
    click.echo(f"{sum(added.values())} samples added.")


@demo.command("remove")
@with_database("demo remove")
def remove_samples(settings: Settings, target: Target) -> None:  # noqa: ARG001 - as every command
    """Remove every sample."""
    with owner_engine(target).begin() as connection:
        removed = remove_demo(connection)
    click.echo(f"{removed} samples removed.")


@main.command()
@click.pass_obj
def status(settings: Settings) -> None:
    """Show the settings, and whether the service and its database answer."""
    lines, good = describe_status(settings)
    click.echo("\n".join(lines))
    sys.exit(0 if good else 1)
