"""The widget's files, and the pages that carry the chat."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Blueprint, Response, current_app, json, request
from sqlalchemy.exc import SQLAlchemyError

from bot.practice.store import NoRecordError
from bot.website.chat.problems import Problem
from bot.website.chat.services import Services
from bot.website.widget import embedding

blueprint = Blueprint("pages", __name__)

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
WIDGET_URL = "/widget/practice-chat.js"


@blueprint.get("/")
def demo() -> Response:
    return _page("demo")


@blueprint.get("/chat")
def chat() -> Response:
    return _page("chat")


@blueprint.get("/widget/snippet")
def snippet() -> Response:
    """The embedding snippet as text to copy, with absolute addresses."""
    base = request.url_root.rstrip("/")
    html = _render("snippet", widget_url=base + WIDGET_URL, api=base)
    return Response(html, content_type="text/plain; charset=utf-8")


@blueprint.get(WIDGET_URL)
def script() -> Response:
    response = _file(embedding.script(), "text/javascript")
    # A page of another origin loads the script with an integrity hash, which needs CORS.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@blueprint.get("/widget/pages.css")
def stylesheet() -> Response:
    return _file(embedding.stylesheet(), "text/css")


@blueprint.get("/widget/strings/<language>.json")
def strings(language: str) -> Response:
    try:
        words = embedding.load_words(language)
    except embedding.UnknownLanguageError:
        raise Problem(404, "not_found") from None
    response = _file(json.dumps(words).encode(), "application/json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def render_snippet(language: str, **more: object) -> str:
    """The embedding snippet.

    Args:
        more: see bot.website.widget.embedding.render_page; also theme ("light" or "dark") and full_page.
    """
    return _render("snippet", language=language, **more)  # type: ignore[arg-type]


def _page(name: str) -> Response:
    language = request.args.get("language", "en")
    response = Response(_render(name, language=language), content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = PAGE_POLICY
    return response


def _render(name: str, *, widget_url: str = WIDGET_URL, language: str = "en", **more: object) -> str:
    services: Services = current_app.extensions["between_sessions"]
    help_ = services.contacts.help()
    therapists: list[SimpleNamespace] = []
    try:
        recorded = services.live.current().therapists
        therapists = [SimpleNamespace(name=each.name, title=each.role) for each in recorded]
    except (SQLAlchemyError, NoRecordError):
        # The page still carries the chat and its help; it only names no therapists.
        pass
    practice = SimpleNamespace(name=help_["practice"], phone=help_["phone"])
    language = language if language in embedding.languages() else "en"
    return embedding.render_page(
        name,
        practice=practice,
        help=help_,
        widget_url=widget_url,
        language=language,
        therapists=therapists,
        **more,
    )


def _file(content: bytes, content_type: str) -> Response:
    response = Response(content, content_type=f"{content_type}; charset=utf-8")
    response.add_etag()
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response
