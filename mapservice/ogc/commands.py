"""`mapservice publish`: make the nightly files of the open data."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from mapservice.database.cluster.private import shared_database
from mapservice.database.engine import open_databases
from mapservice.ogc.publishing.files import publish
from mapservice.ogc.service import publishing_folder
from mapservice.settings import Settings

LONGEST_S: Final = 3600


@click.command("publish")
@click.option(
    "--folder", type=click.Path(path_type=Path), help="Instead of the service's own folder."
)
@click.pass_obj
def publish_command(settings: Settings, folder: Path | None) -> None:
    """Write the open data as files, with a catalogue, where a layer changed."""
    folder = folder or publishing_folder(settings)
    # A whole layer takes longer than the question of a page may.
    patient = replace(settings, statement_timeout=LONGEST_S)
    with shared_database(settings, "publish") as target:
        engine = open_databases(target, patient).prepared
        files = publish(engine, folder)
        engine.dispose()
    click.echo(f"{len(files)} files in {folder}")
