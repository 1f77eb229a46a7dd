"""The key that signs sessions: the operator's, or one made once and kept."""

import os
import secrets
from dataclasses import replace

from mapservice.database.cluster.places import data_places
from mapservice.settings import SettingError, Settings


def with_secret(settings: Settings) -> Settings:
    """The settings with a key, the same one for every process and every start.

    Raises SettingError when none is set and none can be kept.
    """
    if settings.secret_key:
        return settings
    place = data_places(settings).secret
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o711)
        try:
            opened = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return replace(settings, secret_key=place.read_text(encoding="ascii"))
        key = secrets.token_urlsafe(48)
        with os.fdopen(opened, "w", encoding="ascii") as file:
            file.write(key)
    except OSError as error:
        raise SettingError(
            f"MAPSERVICE_SECRET_KEY: set it, because {place} cannot be used ({error.strerror})"
        ) from error
    return replace(settings, secret_key=key)
