"""Errors of the console as pages that say what to do. Nothing that staff typed is in the log."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, render_template
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from bot.practice.store import NoRecordError
from bot.topics.reading import FileError
from bot.website.console.access import public
from bot.website.console.words import words

log = logging.getLogger(__name__)


def register(console: Blueprint) -> None:
    """Show every error below /staff as a page."""

    @console.route("/<path:nowhere>", methods=["GET", "POST"])
    @public
    def nowhere(nowhere: str) -> str:
        # Without this route, addresses that do not exist would get the chat API's error document.
        abort(404)

    @console.errorhandler(CSRFError)
    def form_expired(error: CSRFError) -> tuple[str, int]:
        return _page("form_expired"), 400

    @console.errorhandler(HTTPException)
    def known(error: HTTPException) -> tuple[str, int] | Response:
        status = error.code or 500
        if status < 400:
            return Response(error.get_response().data, status, dict(error.get_headers()))
        return _page(status), status

    @console.errorhandler(SQLAlchemyError)
    def no_database(error: SQLAlchemyError) -> tuple[str, int]:
        log.error("the console could not use the database (%s)", type(error).__name__)
        return _page(503), 503

    @console.errorhandler(NoRecordError)
    def no_record(error: NoRecordError) -> str:
        return render_template("no_record.html")

    @console.errorhandler(FileError)
    def broken_words(error: FileError) -> tuple[str, int]:
        log.error("%s", error)
        return _page("broken_words", reason=str(error)), 500

    @console.errorhandler(Exception)
    def unexpected(error: Exception) -> tuple[str, int]:
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown"
        log.error("unexpected %s in the console at %s", type(error).__name__, place)
        return _page(500), 500


def _page(which: int | str, reason: str = "") -> str:
    known: Mapping[Any, dict[str, str]] = words("errors")
    return render_template("error.html", error=known.get(which, known["other"]), reason=reason)
