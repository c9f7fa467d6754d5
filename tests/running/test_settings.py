from __future__ import annotations

import re
from dataclasses import fields, replace
from pathlib import Path

import pytest

from bot.settings import PROJECT_ROOT, Settings, SettingsError


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("WEBSITE_PORT", "eighty", "whole number"),
        ("WEBSITE_PORT", "0", "whole number of 1 or more"),
        ("RASA_PORT", "70000", "between 1 and 65535"),
        ("CONVERSATION_HOURS", "-1", "whole number"),
        ("TRUSTED_PROXIES", "x", "whole number"),
    ],
)
def test_a_bad_setting_is_named_with_its_remedy(name: str, value: str, remedy: str):
    with pytest.raises(SettingsError, match=name) as error:
        Settings.from_environment({name: value})
    assert remedy in str(error.value)


def test_an_empty_setting_is_the_default():
    assert Settings.from_environment({"WEBSITE_PORT": " "}) == Settings.from_environment({})


def test_the_readme_names_every_setting():
    source = (PROJECT_ROOT / "bot" / "settings.py").read_text("utf-8")
    readme = (PROJECT_ROOT / "README.md").read_text("utf-8")
    for name in re.findall(r'values\.\w+\("([A-Z_]+)"', source):
        assert f"`{name}`" in readme


def test_settings_reach_another_process_whole():
    """Each field is changed in turn, so that one added later cannot be left behind."""
    settings = Settings.from_environment({})
    for each in fields(settings):
        changed = replace(settings, **{each.name: another(getattr(settings, each.name))})
        assert Settings.from_environment(changed.as_environment()) == changed, each.name


def another(value: object) -> object:
    if isinstance(value, tuple):
        return ("first", "second")
    return value + 1 if isinstance(value, int) else Path("/elsewhere") if isinstance(value, Path) else "other"
