"""The website process: the only one reachable from outside."""

from __future__ import annotations

import logging

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from bot.kept_secret import kept_secret
from bot.settings import Settings
from bot.website import console, health, limits, model_server, pages, policy_card, problems, protocol_page
from bot.website.chat import routes
from bot.website.origins import AllowedOrigins
from bot.website.services import Services
from bot.website.widget import embedding, releases

log = logging.getLogger(__name__)

# JSON of the longest message, each character escaped, with room for the rest of the body.
MOST_BODY_BYTES = 32 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """The Flask application.

    Raises:
        SettingsError: a setting cannot be used.
    """
    settings = settings or Settings.from_environment()
    app = Flask(__name__, static_folder=None)
    app.secret_key = settings.secret_key or kept_secret(settings.state_dir / "secret_key")
    app.config["MAX_CONTENT_LENGTH"] = MOST_BODY_BYTES
    app.extensions["between_sessions"] = Services.create(settings)
    # Loads the gate now: a pattern file that cannot be used must stop the start, not the first client.
    _ = app.extensions["between_sessions"].pipeline
    releases.keep(settings.scripts_dir, embedding.script())
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    else:
        _remark_on_a_proxy(app)
    problems.register(app)
    app.register_blueprint(routes.blueprint)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(policy_card.blueprint)
    app.register_blueprint(protocol_page.blueprint)
    app.register_blueprint(model_server.blueprint)
    console.register(app)
    limits.register(app, settings.redis_url)
    _answer_other_origins(app, settings)
    return app


def _remark_on_a_proxy(app: Flask) -> None:
    """Say once that a proxy stands in front of which the settings know nothing."""
    told: set[str] = set()

    @app.before_request
    def remark() -> None:
        if "X-Forwarded-For" in request.headers and not told:
            told.add("once")
            log.warning("a proxy forwards requests, but TRUSTED_PROXIES is 0: all clients count as one; set it to 1")


def _answer_other_origins(app: Flask, settings: Settings) -> None:
    """CORS for the practice's own pages; no origin is ever reflected unless it is on the list."""
    services: Services = app.extensions["between_sessions"]
    origins = AllowedOrigins(services.database, settings.allowed_origins, services.readers)

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        if request.path.startswith("/api/"):
            response.headers["Cache-Control"] = "no-store"
            response.headers["Vary"] = "Origin"
        origin = request.headers.get("Origin", "")
        is_own = origin == request.host_url.rstrip("/")
        if origin and not is_own and request.path.startswith("/api/") and origins.allows(origin):
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Allow-Methods"] = "GET, POST, DELETE"
            response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
            response.headers["Access-Control-Expose-Headers"] = "Retry-After"
        return response
