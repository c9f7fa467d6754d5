"""The snippet for the practice's own website: colours with preview and contrast check, language, allowed origins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.staff import audit
from bot.staff.roles import Role
from bot.website import pages
from bot.website.console.access import CONTENT_SECURITY_POLICY, allowed, now, services, signed_in
from bot.website.console.words import words
from bot.website.origins import OriginError, add_origin, added_origins, origin_of, remove_origin
from bot.website.widget import contrast, embedding, looks

blueprint = Blueprint("embed", __name__)
HOME = "staff.embed.page"

SCHEMES = ("light", "dark")
THEMES = ("", "light", "dark")
_PREVIEW_POLICY = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


@dataclass(frozen=True)
class Look:
    """What was chosen on the page; it stands in the page's address and nowhere else."""

    language: str  # empty: that of the page and the visitor
    theme: str
    colours: dict[str, dict[str, str]]

    @property
    def schemes(self) -> tuple[str, ...]:
        """In which of SCHEMES the chat can appear with this theme."""
        return (self.theme,) if self.theme else SCHEMES

    @property
    def query(self) -> dict[str, str]:
        """As it stands in the page's address."""
        chosen = {f"{scheme}-{name}": value for scheme in SCHEMES for name, value in self.colours[scheme].items()}
        return {"language": self.language, "theme": self.theme, **chosen}

    def wanted(self, theme: str, *, plain: bool = False) -> looks.Look:
        """As the snippet says it, in a theme: only the colours that differ from what the element has by itself.

        Args:
            plain: as a plain element, for editors that take away those they do not know.
        """
        colours = {
            name if scheme == "light" else f"{name}-dark": value
            for scheme in self.schemes
            for name, value in self.colours[scheme].items()
            if value != contrast.DEFAULTS[scheme][name]
        }
        return looks.Look.read({"language": self.language, "theme": theme, "plain": "yes" if plain else "", **colours})


@blueprint.get("/embed")
@allowed(Role.RECEPTION)
def page() -> str:
    return _page()


@blueprint.get("/embed/preview")
@allowed(Role.RECEPTION)
def preview() -> Response:
    """The chat as it will look, in a frame of the page."""
    look, scheme = _look(), request.args.get("scheme", "light")
    scheme = scheme if scheme in SCHEMES else "light"
    html = render_template(
        "embed/preview.html",
        look=look,
        scheme=scheme,
        chat=pages.full_page_chat(look.wanted(scheme)),
    )
    response = Response(html, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = _PREVIEW_POLICY
    return response


@blueprint.post("/embed/origins")
@allowed(Role.ADMINISTRATOR)
def allow_origin() -> str | Response | tuple[str, int]:
    typed = request.form.get("origin", "")
    try:
        origin = origin_of(typed)
    except OriginError as error:
        return _page(typed, words("embed")["origin_errors"][error.reason]), 422
    with services().database.session() as database:
        if add_origin(database, origin, now()):
            audit.record(database, signed_in().name, "embed.origins", origin, {"allowed": True})
    flash(words("embed")["origin_added"].format(origin=origin))
    return redirect(url_for("staff.embed.page", _anchor="origins"))


@blueprint.post("/embed/origins/remove")
@allowed(Role.ADMINISTRATOR)
def refuse_origin() -> Response:
    origin = request.form.get("origin", "")
    with services().database.session() as database:
        if remove_origin(database, origin):
            audit.record(database, signed_in().name, "embed.origins", origin, {"allowed": False})
            flash(words("embed")["origin_removed"].format(origin=origin))
    return redirect(url_for("staff.embed.page", _anchor="origins"))


def _page(typed: str = "", origin_error: str = "") -> str:
    look = _look()
    checks = {scheme: contrast.check_colours(look.colours[scheme], scheme) for scheme in look.schemes}
    with services().database.session() as database:
        origins = added_origins(database)
    return render_template(
        "embed/page.html",
        look=look,
        said=words("embed"),
        languages=[(code, words("embed")["languages"].get(code, code)) for code in ("", *embedding.languages())],
        checks=checks,
        readable=all(check.passes for found in checks.values() for check in found),
        snippet=pages.embedding_snippet(look.wanted(look.theme)),
        plain_snippet=pages.embedding_snippet(look.wanted(look.theme, plain=True)),
        chat_page=pages.chat_page(look.language),
        server=request.url_root.rstrip("/"),
        origins=origins,
        of_setting=services().settings.allowed_origins,
        typed=typed,
        origin_error=origin_error,
    )


def _look() -> Look:
    values = request.args
    language, theme = values.get("language", ""), values.get("theme", "")
    return Look(
        language if language in embedding.languages() else "",
        theme if theme in THEMES else "",
        {scheme: {name: _colour(values, scheme, name) for name in contrast.COLOURS} for scheme in SCHEMES},
    )


def _colour(values: Any, scheme: str, name: str) -> str:
    chosen = values.get(f"{scheme}-{name}", "").strip().lower()
    return chosen if contrast.is_colour(chosen) else contrast.DEFAULTS[scheme][name]
