"""Settings are read from one table, refuse what they cannot be, and are all documented."""

import re
from pathlib import Path

import pytest

from mapservice.settings import SETTINGS, SettingError, Settings, read_settings, unknown_variables

README = Path(__file__).parents[1] / "README.md"


def test_without_variables_everything_has_its_default() -> None:
    assert read_settings({}) == Settings()
    assert read_settings({"MAPSERVICE_PORT": " "}).port is None


def test_each_setting_is_read_from_its_variable() -> None:
    settings = read_settings(
        {
            "MAPSERVICE_PORT": "9000",
            "MAPSERVICE_NORTHERN_DISTRICTS": "六会、 湘南台,遠藤",
            "MAPSERVICE_BASE_URL": "https://map.example/",
            "MAPSERVICE_LOG_LEVEL": "DEBUG",
        }
    )
    assert settings.port == 9000
    assert settings.northern_districts == ("六会", "湘南台", "遠藤")
    assert settings.base_url == "https://map.example"
    assert settings.log_level == "debug"


@pytest.mark.parametrize(
    ("variable", "value", "allowed"),
    [
        ("MAPSERVICE_PORT", "0", "1 to 65535"),
        ("MAPSERVICE_PORT", "８０００", "1 to 65535"),
        ("MAPSERVICE_THREADS", "-1", "1 to 64"),
        ("MAPSERVICE_DATA_DIR", "here", "absolute"),
        ("MAPSERVICE_DATABASE_URL", "mysql://host/db", "postgresql://"),
        ("MAPSERVICE_TILE_URL", "https://tiles.example/", "{z}"),
        ("MAPSERVICE_BASE_URL", "map.example", "https://"),
        ("MAPSERVICE_LOG_LEVEL", "loud", "warning"),
    ],
)
def test_an_impossible_value_is_refused_with_what_is_allowed(
    variable: str, value: str, allowed: str
) -> None:
    with pytest.raises(SettingError, match=variable) as refused:
        read_settings({variable: value})
    assert allowed in str(refused.value)


def test_secrets_are_not_shown() -> None:
    settings = Settings(secret_key="hidden-key", database_url="postgresql://u:hidden-word@h/d")
    assert "hidden" not in repr(settings)
    with pytest.raises(SettingError) as refused:
        read_settings({"MAPSERVICE_DATABASE_URL": "mysql://user:hidden@host/db"})
    assert "hidden" not in str(refused.value)


def test_a_misspelt_variable_is_noticed() -> None:
    assert unknown_variables({"MAPSERVICE_PROT": "1", "MAPSERVICE_PORT": "1", "HOME": "/"}) == (
        "MAPSERVICE_PROT",
    )


def test_the_readme_lists_every_setting_with_its_default_and_help() -> None:
    rows = dict(
        re.findall(r"^\| `(MAPSERVICE_\w+)` \| (.+) \|$", README.read_text("utf-8"), re.MULTILINE)
    )
    expected = {setting.variable: setting.documented() for setting in SETTINGS}
    assert rows == expected
