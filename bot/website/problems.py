"""Errors as problem documents (RFC 9457). Those of a message carry whom to call."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, json
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from bot import deadlines
from bot.database.engine import NotAskedError
from bot.website.services import services
from bot.website.words import words

_KEYS = {
    400: "bad_json",
    404: "not_found",
    405: "not_allowed",
    413: "too_large",
    415: "not_json",
    429: "too_many",
}
MOST_CHARACTERS = 2000
# The database is locked, gone or hangs. Other faults of it are ours.
_NO_DATABASE = (NotAskedError, OperationalError, InterfaceError, PoolTimeoutError)


class Problem(Exception):
    """An error to tell the client.

    Attributes:
        status: HTTP status code.
        key: which words, in data/wording/website.yml.
        detail: fills the words' {detail}: what is wrong and what to do.
        more: further members of the document.
    """

    def __init__(self, status: int, key: str, detail: str = "", **more: Any) -> None:
        super().__init__(key)
        self.status, self.key, self.detail, self.more = status, key, detail, more

    def response(self) -> Response:
        """The problem document."""
        title, detail = words()["problems"][self.key]
        document = {
            "type": f"urn:between-sessions:{self.key.replace('_', '-')}",
            "title": title,
            "status": self.status,
            "detail": detail.format(detail=self.detail, most_characters=MOST_CHARACTERS),
            # Whoever meets an error may be in danger: whom to call comes with every one.
            "help": services().in_time(services().contacts.help, deadlines.HELP),
            **self.more,
        }
        return Response(json.dumps(document), self.status, content_type="application/problem+json")


def register(app: Flask) -> None:
    """Make every error of the app a problem document."""

    @app.errorhandler(Problem)
    def known(problem: Problem) -> Response:
        return problem.response()

    def no_database(error: Exception) -> Response:
        app.logger.error("the database could not be used (%s)", type(error).__name__)
        # It has just failed; whom to call is told without it.
        with services().database.left_alone():
            response = Problem(503, "unavailable").response()
        response.headers["Retry-After"] = str(deadlines.TRY_AGAIN)
        return response

    for error_type in _NO_DATABASE:
        app.register_error_handler(error_type, no_database)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        status = error.code or 500
        if status < 400:
            return Response(error.get_response().data, status, dict(error.get_headers()))
        response = Problem(status, _KEYS.get(status, "failed")).response()
        for name, value in error.get_headers():
            if name in ("Retry-After", "Allow"):
                response.headers[name] = value
        return response

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        # The traceback's own text may quote the message, so only its type and place are logged.
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown"
        app.logger.error("unexpected %s at %s", type(error).__name__, place)
        return Problem(500, "failed").response()
