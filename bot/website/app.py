"""The website process: the only one reachable from outside."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, request
from flask_limiter import Limiter
from werkzeug.middleware.proxy_fix import ProxyFix

from bot.kept_secret import kept_secret
from bot.settings import Settings
from bot.website import console, model_server, pages, policy_card, protocol_page
from bot.website.chat import problems, routes
from bot.website.chat.services import Services
from bot.website.origins import AllowedOrigins
from bot.website.widget import embedding, releases

# JSON of the longest message, each character escaped, with room for the rest of the body.
MOST_BODY_BYTES = 32 * 1024
CALLS_PER_CONVERSATION = "40 per minute"
# A whole clinic or school may stand behind one address.
CONVERSATIONS_PER_ADDRESS = "120 per minute"
PASSWORDS_PER_ADDRESS = "30 per minute"
# Seconds that a request waits for the store of the limits.
LIMITS_SECONDS = 0.5
# Seconds that clients' requests wait for the database. Messages have limits of their own.
SECONDS_TO_READ, SECONDS_TO_KEEP = 1.0, 3.0
NEED_DATABASE = {
    **dict.fromkeys(("chat.notice", "chat.help_"), SECONDS_TO_READ),
    **dict.fromkeys(("pages.demo", "pages.chat", "pages.snippet"), SECONDS_TO_READ),
    **dict.fromkeys(("policy_card.practice", "policy_card.therapist", "protocol_page.protocol"), SECONDS_TO_READ),
    # What is not kept or found in time costs the client more than waiting.
    **dict.fromkeys(("chat.start", "chat.rate", "chat.transcript", "chat.remove"), SECONDS_TO_KEEP),
}


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
    _ = app.extensions["between_sessions"].answerer
    releases.keep(settings.scripts_dir, embedding.script())
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    problems.register(app)
    app.register_blueprint(routes.blueprint)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(policy_card.blueprint)
    app.register_blueprint(protocol_page.blueprint)
    app.register_blueprint(model_server.blueprint)
    console.register(app)
    _answer_in_time(app)
    _limit(app, settings)
    _answer_other_origins(app, settings)
    return app


def _answer_in_time(app: Flask) -> None:
    """Let no client wait for a slow database: what can be answered without it is, anything else is refused."""
    services: Services = app.extensions["between_sessions"]

    def in_time(view: Callable[..., Any], seconds: float) -> Callable[..., Any]:
        @wraps(view)
        def answer(**arguments: Any) -> Any:
            return services.in_time(lambda: view(**arguments), seconds)

        return answer

    for name, seconds in NEED_DATABASE.items():
        app.view_functions[name] = in_time(app.view_functions[name], seconds)


def _limit(app: Flask, settings: Settings) -> None:
    """Limit what a conversation may ask for, and how fast one address may begin new ones.

    Pages, files and help numbers have no limit: they cost little, and a page without its help is worse than load.
    """
    redis_limits: dict[str, Any] = {"socket_connect_timeout": LIMITS_SECONDS, "socket_timeout": LIMITS_SECONDS}
    limiter = Limiter(
        key_func=lambda: request.remote_addr or "",
        storage_uri=settings.redis_url or "memory://",
        storage_options=redis_limits if settings.redis_url else {},
        headers_enabled=True,
        # Limits protect the service; when their store is down or hangs, clients are still answered, and each process
        # counts by itself.
        swallow_errors=True,
        in_memory_fallback_enabled=True,
    )
    limiter.init_app(app)
    by_address = limiter.limit(CONVERSATIONS_PER_ADDRESS)
    by_conversation = limiter.shared_limit(
        CALLS_PER_CONVERSATION, scope="conversation", key_func=lambda: request.headers.get("Authorization", "")[-64:]
    )
    limits = {"start": by_address, **dict.fromkeys(("message", "rate", "transcript"), by_conversation)}
    for name, limit in limits.items():
        app.view_functions[f"chat.{name}"] = limit(app.view_functions[f"chat.{name}"])  # type: ignore[assignment]
    guesses = limiter.shared_limit(PASSWORDS_PER_ADDRESS, scope="passwords")
    for name in console.GUESSABLE:
        app.view_functions[name] = guesses(app.view_functions[name])  # type: ignore[assignment]


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
