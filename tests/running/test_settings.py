from __future__ import annotations

import re
from dataclasses import fields, replace
from pathlib import Path

import pytest

from bot.running.prepare import prepare, remarks
from bot.settings import PROJECT_ROOT, Settings, SettingsError


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("WEBSITE_PORT", "eighty", "whole number"),
        ("WEBSITE_PORT", "0", "whole number of 1 or more"),
        ("RASA_PORT", "70000", "between 1 and 65535"),
        ("CONVERSATION_HOURS", "-1", "whole number"),
        ("TRUSTED_PROXIES", "x", "whole number"),
        ("TRUSTED_PROXIES", "99", "from 0 to 10"),
        ("CONVERSATION_HOURS", "99999999999", "from 1 to 720"),
        ("CONVERSATION_HOURS", "9" * 10_000, "from 1 to 720"),
        ("ANSWER_DEADLINE", "600", "from 1 to 20"),
        ("SECRET_KEY", "a", "at least 16 characters"),
        ("ALLOWED_ORIGINS", "https://a.example,https://b.example", "spaces between them"),
        ("ALLOWED_ORIGINS", "https://a.example/contact", "without a path"),
        ("ALLOWED_ORIGINS", "*", "https://www.practice.example"),
        ("CRISIS_NOTICE_WEBHOOK", "chat.example/hook", "begins with https://"),
        ("REDIS_URL", "localhost:6379", "begins with redis://"),
        ("WEBSITE_WORKERS", "4", "set REDIS_URL too"),
        ("SANIC_WORKERS", "2", "leave it out"),
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
    settings = Settings.from_environment({"REDIS_URL": "redis://127.0.0.1/0"})
    own = {
        "redis_url": "redis://127.0.0.1/1",
        "secret_key": "sixteen letters or more",
        "allowed_origins": ("https://a.example", "https://b.example:8443"),
        "notice_webhook": "https://chat.example/hook",
    }
    for each in fields(settings):
        value = own.get(each.name) or another(getattr(settings, each.name))
        changed = replace(settings, **{each.name: value})
        assert Settings.from_environment(changed.as_environment()) == changed, each.name


def another(value: object) -> object:
    if isinstance(value, tuple):
        return ("first", "second")
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else Path("/elsewhere") if isinstance(value, Path) else "other"


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, ""),
        ({"TRUSTED_PROXIES": "1"}, ""),
        ({"WEBSITE_HOST": "0.0.0.0"}, "without encryption"),
        ({"WEBSITE_HOST": "0.0.0.0", "TRUSTED_PROXIES": "1"}, "can claim any address"),
        ({"DATABASE_URL": "postgresql://db/a"}, "needs the same one"),
        ({"DATABASE_URL": "postgresql://db/a", "SECRET_KEY": "a" * 32}, ""),
    ],
)
def test_what_is_seldom_meant_is_said_at_the_start(environment: dict[str, str], told: str):
    found = " ".join(remarks(Settings.from_environment(environment)))
    assert told in found
    assert bool(told) == bool(found)


def test_a_redis_that_is_not_there_stops_the_start(tmp_path: Path):
    settings = Settings.from_environment({"STATE_DIR": str(tmp_path), "REDIS_URL": "redis://127.0.0.1:9/0"})
    with pytest.raises(SettingsError, match="REDIS_URL: no answer"):
        prepare(settings, print)
