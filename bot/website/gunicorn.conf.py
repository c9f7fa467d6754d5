"""How gunicorn serves the website: `gunicorn -c bot/website/gunicorn.conf.py "bot.website.app:create_app()"`."""

from __future__ import annotations

from bot.settings import Settings
from bot.website.housekeeping import start_housekeeping
from bot.website.services import REQUESTS

_settings = Settings.from_environment()

bind = f"{_settings.website_host}:{_settings.website_port}"
workers = _settings.website_workers
# A request waits for Rasa; threads let others be answered meanwhile.
worker_class = "gthread"
threads = REQUESTS
# Access logs would hold addresses of clients; errors go to the process's own output.
accesslog = None
timeout = 30
graceful_timeout = 5
umask = 0o077


def post_worker_init(worker):  # type: ignore[no-untyped-def]
    services = worker.app.wsgi().extensions["between_sessions"]
    start_housekeeping(services)
    # Before the first message, which may be of somebody in danger, and is then as fast as any other.
    services.gate.warm_up()
    services.pipeline.warm_up()
