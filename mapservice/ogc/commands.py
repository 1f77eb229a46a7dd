"""`mapservice publish`: make the nightly files of the open data."""

from pathlib import Path

import click

from mapservice.database.engine import open_databases, service_target
from mapservice.ogc.publishing.files import publish
from mapservice.ogc.service import publishing_folder
from mapservice.settings import Settings


@click.command("publish")
@click.option(
    "--folder", type=click.Path(path_type=Path), help="Instead of the service's own folder."
)
@click.pass_obj
def publish_command(settings: Settings, folder: Path | None) -> None:
    """Write the open data as files, with a catalogue, where a layer changed."""
    databases = open_databases(service_target(settings), settings)
    target = folder or publishing_folder(settings)
    files = publish(databases.prepared, target)
    click.echo(f"{len(files)} files in {target}")
