"""What has to be there before the processes start: the database, the practice's facts, the helplines, the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import redis

from bot.publishing.fresh_database import prepare_database
from bot.publishing.train import CurrentModel, current_model, ensure_model
from bot.publishing.waiting import typed_by_staff, waiting_changes
from bot.settings import Settings, SettingsError


def prepare(settings: Settings, say: Callable[[str], None]) -> CurrentModel:
    """Database and model.

    Raises:
        SettingsError: a setting names what is not there.
        SQLAlchemyError: the database cannot be used.
        TrainingError: no model could be trained.
    """
    check_redis(settings)
    for remark in remarks(settings):
        say(f"note: {remark}")
    prepare_database(settings, say)
    live = current_model()
    waiting = typed_by_staff(waiting_changes(settings)) if live else []
    if live and waiting:
        # A restart at night must not make live what nobody has looked at.
        titles = ", ".join(each.title or each.subject for each in waiting)
        say(f"the live model stays: changes wait to be published in the console ({titles})")
        return live
    return ensure_model(say)


def remarks(settings: Settings) -> Iterator[str]:
    """What is allowed, but seldom meant."""
    is_local = settings.website_host in ("127.0.0.1", "localhost", "::1")
    if settings.trusted_proxies and not is_local:
        yield (
            f"TRUSTED_PROXIES is {settings.trusted_proxies}, WEBSITE_HOST {settings.website_host}: whoever reaches it "
            "without the proxy can claim any address; let it listen on 127.0.0.1"
        )
    if not settings.trusted_proxies and not is_local:
        yield "clients write without encryption: put a web server with a certificate in front, see docs/deployment.md"
    if not settings.database_url.startswith("sqlite") and not settings.secret_key:
        yield "SECRET_KEY is this machine's own; a second machine with this database needs the same one set"


def check_redis(settings: Settings) -> None:
    """A wrong address is found at the start; a Redis that stops later is done without.

    Raises:
        SettingsError: no Redis answers there.
    """
    if not settings.redis_url:
        return
    try:
        redis.Redis.from_url(settings.redis_url, socket_connect_timeout=5, socket_timeout=5).ping()
    except redis.RedisError as error:
        raise SettingsError(
            f"REDIS_URL: no answer from there ({type(error).__name__}); start Redis, or write its address"
        ) from error
