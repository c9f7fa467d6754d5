"""The widget's files, and the pages that carry the chat."""

from __future__ import annotations

from contextlib import suppress
from types import SimpleNamespace

from flask import Blueprint, Response, request, url_for
from sqlalchemy.exc import SQLAlchemyError

from bot import deadlines
from bot.practice.store import NoRecordError
from bot.website.in_time import within
from bot.website.problems import Problem
from bot.website.services import services
from bot.website.stage import Stage
from bot.website.widget import embedding, releases
from bot.website.widget.looks import Look, LookError

blueprint = Blueprint("pages", __name__)

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
WIDGET_URL = "/widget/practice-chat.js"
A_YEAR = 365 * 24 * 3600


@blueprint.get("/")
@within(deadlines.READ)
def home() -> Response:
    """The demo's page, marked as one; else a plain page of the practice's own."""
    return _page("demo" if services().stages.now() is Stage.DEMO else "home")


@blueprint.get("/chat")
@within(deadlines.READ)
def chat() -> Response:
    return _page("chat")


@blueprint.get("/widget/snippet")
@within(deadlines.READ)
def snippet() -> Response:
    """The embedding snippet as text to copy, with absolute addresses; see Look for what may be asked for."""
    try:
        look = Look.read(request.args)
    except LookError as error:
        raise Problem(422, "invalid", str(error)) from None
    return Response(embedding_snippet(look), content_type="text/plain; charset=utf-8")


def embedding_snippet(look: Look) -> str:
    """The embedding snippet of this practice, as HTML for pages anywhere.

    Raises:
        SQLAlchemyError: the practice's own number cannot be read. A snippet is copied once and stays for years.
    """
    with suppress(NoRecordError):
        services().live.current()
    base = request.url_root.rstrip("/")
    return _render("snippet", widget_url=base + _script_url(), look=look, api=base)


def chat_page(language: str) -> str:
    """The address of the chat on a page of its own, for a link from pages that take neither elements nor scripts.

    Args:
        language: one of embedding.languages(); empty to follow the visitor.
    """
    return url_for("pages.chat", _external=True, language=language or None)


def page_of_the_practice() -> Response:
    """The practice's own page, which says so while it is being set up."""
    return _page("home")


def full_page_chat(look: Look) -> str:
    """The chat as HTML that fills its place in a page of this website."""
    return _render("snippet", widget_url=_script_url(), look=look, full_page=True)


@blueprint.get(WIDGET_URL)
def script() -> Response:
    """This release's script, for pages that follow every update by themselves and so name no integrity hash."""
    return _for_every_page(_file(embedding.script(), "text/javascript"))


@blueprint.get("/widget/practice-chat.<version>.js")
def script_of_a_release(version: str) -> Response:
    kept = releases.find(services().settings.scripts_dir, f"practice-chat.{version}.js")
    if kept is None:
        raise Problem(404, "not_found")
    response = _file(kept, "text/javascript")
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return _for_every_page(response)


@blueprint.get("/widget/pages.css")
def stylesheet() -> Response:
    return _file(embedding.stylesheet(), "text/css")


@blueprint.get("/widget/strings/<language>.json")
def strings(language: str) -> Response:
    try:
        words = embedding.words_for_script(language)
    except embedding.UnknownLanguageError:
        raise Problem(404, "not_found") from None
    return _for_every_page(_file(words, "application/json"))


def _page(name: str) -> Response:
    asked = request.args.get("language", "")
    language = asked if asked in embedding.languages() else request.accept_languages.best_match(embedding.languages())
    look = Look(language or "en")
    response = Response(_render(name, widget_url=_script_url(), look=look), content_type="text/html; charset=utf-8")
    response.vary.add("Accept-Language")
    response.headers["Content-Security-Policy"] = PAGE_POLICY
    return response


def _script_url() -> str:
    return f"/widget/{releases.name_of(embedding.script())}"


def _render(name: str, *, widget_url: str, look: Look, **more: object) -> str:
    help_ = services().contacts.help()
    therapists: list[SimpleNamespace] = []
    try:
        recorded = services().live.current().therapists
        therapists = [SimpleNamespace(name=each.name, title=each.role) for each in recorded]
    except (SQLAlchemyError, NoRecordError):
        # The page still carries the chat and its help; it only names no therapists.
        pass
    practice = SimpleNamespace(name=help_["practice"], phone=help_["phone"])
    return embedding.render_page(
        name,
        practice=practice,
        being_set_up=services().stages.being_set_up,
        set_up_words=services().words.text("being_set_up"),
        help=help_,
        widget_url=widget_url,
        language=look.language,
        attributes=look.attributes,
        plain=look.plain,
        therapists=therapists,
        **more,
    )


def _for_every_page(response: Response) -> Response:
    """Lets any origin load it by fetch or with an integrity hash, which need CORS; it tells nothing of anybody."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _file(content: bytes, content_type: str) -> Response:
    response = Response(content, content_type=f"{content_type}; charset=utf-8")
    response.add_etag()
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response
