"""The chat API. Its contract is openapi.yml beside this file."""

from __future__ import annotations

import logging
import re
import time
import uuid
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, json, request
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from bot.conversations import store
from bot.conversations.counts import OPENED, count, count_answer
from bot.conversations.review import NOT_UNDERSTOOD
from bot.crisis.finding import Finding
from bot.database.engine import wipe_freed_space
from bot.website.chat import feedback
from bot.website.chat.answering import Answer, Said, text_message
from bot.website.chat.patience import TooSlowError
from bot.website.chat.problems import MOST_CHARACTERS, Problem
from bot.website.chat.services import Services
from bot.website.chat.transcript import as_text
from bot.website.words import ENGLISH, languages, notice_version, words

log = logging.getLogger(__name__)
blueprint = Blueprint("chat", __name__)

# New York General Business Law art. 47: say at the start and every three hours that it is no human.
DISCLOSE_EVERY = timedelta(hours=3)
# A button's payload: an intent, perhaps with a topic, perhaps with a few short values.
_PAYLOAD = re.compile(r'/[a-z_]{1,60}(/[a-z_]{1,60})?(\{("[a-z_]{1,40}": ?"[^"{}\\]{0,200}"(, ?)?){1,6}\})?')
# A person in danger sees contacts within three seconds; others may wait this much longer than Rasa gets.
CRISIS_PATIENCE, MORE_PATIENCE = 1.75, 2.0
# Rasa's deadline, and what a hanging database costs.
READY_SECONDS = 5.0
_SALT = "conversation"


def _services() -> Services:
    services: Services = current_app.extensions["between_sessions"]
    return services


def _notice_version() -> str:
    """Of the notice's words, and of how long it says that conversations are kept."""
    return f"{notice_version()}-{_services().retention.hours()}"


@blueprint.get("/api/notice")
def notice() -> dict[str, str]:
    """The notice in the language that the chat's buttons have; its version is that of all languages."""
    language = request.accept_languages.best_match(languages()) or ENGLISH
    return {"version": _notice_version(), "text": _services().answerer.say("notice", language)}


@blueprint.post("/api/conversations")
def start() -> tuple[dict[str, Any], int]:
    services = _services()
    if _body().get("notice") != _notice_version():
        raise Problem(409, "notice_changed", notice=notice())
    now = _now()
    conversation_id = store.ID_PREFIX + uuid.uuid4().hex
    try:
        with services.database.session() as session:
            store.open_conversation(session, conversation_id, _notice_version(), now)
            count(session, date.today(), OPENED)
    except SQLAlchemyError as error:
        # The client can still be told whom to call, so the conversation starts; it just is not kept.
        log.error("a new conversation was not kept (%s)", type(error).__name__)
    expires = now.replace(tzinfo=timezone.utc) + timedelta(hours=services.retention.hours())
    return {
        "token": _serializer().dumps(conversation_id),
        "expires_at": expires.isoformat(timespec="seconds"),
        "messages": [text_message(services.answerer.say("disclosure"))],
    }, 201


@blueprint.post("/api/messages")
def message() -> dict[str, Any]:
    services, conversation_id, body = _services(), _conversation(), _body()
    message_id, said = _read_id(body), _read_message(body)
    finding = services.answerer.look(said)
    patience, seconds = services.messages, services.settings.answer_deadline + MORE_PATIENCE
    if finding.takes_over:
        patience, seconds = services.crises, CRISIS_PATIENCE
    try:
        return patience.wait(seconds, lambda: _answer(services, conversation_id, message_id, said, finding))
    except TooSlowError:
        log.error("a message was answered without Rasa and the database, which were too slow")
        return services.answerer.without_database(said, finding).as_json()
    except Problem:
        raise
    except Exception as error:
        if not finding.shows_contacts:
            raise
        # Whatever is wrong with us, they are told whom to call. Only the type: the text may quote the message.
        log.error("a message in danger was answered with contacts alone (%s)", type(error).__name__)
        return services.answerer.without_database(said, finding).as_json()


def _answer(services: Services, conversation_id: str, message_id: str, said: Said, finding: Finding) -> dict[str, Any]:
    try:
        earlier = _claim(services, conversation_id, message_id, said.text)
    except SQLAlchemyError as error:
        log.error("a message was not kept (%s)", type(error).__name__)
        return services.answerer.answer(conversation_id, said, finding, degraded=True).as_json()
    if earlier is not None:
        return earlier
    try:
        answer = services.answerer.answer(conversation_id, said, finding)
        document = _keep(services, conversation_id, message_id, answer)
    except Exception:
        _release(services, conversation_id, message_id)
        raise
    if answer.understood and answer.understood.is_unclear:
        feedback.note(services, conversation_id, message_id, NOT_UNDERSTOOD)
    if answer.understood and answer.understood.corrects:
        feedback.note_before(services, conversation_id, message_id)
    return document


@blueprint.post("/api/feedback")
def rate() -> tuple[str, int]:
    services, conversation_id, body = _services(), _conversation(), _body()
    message_id, helpful = _read_id(body), body.get("helpful")
    if not isinstance(helpful, bool):
        raise Problem(422, "invalid", "helpful: send true or false.")
    if not feedback.keep(services, conversation_id, message_id, helpful):
        raise Problem(404, "no_such_answer")
    return "", 204


@blueprint.get("/api/conversations/transcript")
def transcript() -> Response:
    services, conversation_id = _services(), _conversation()
    with services.database.session() as session:
        exchanges = store.exchanges(session, conversation_id)
    record = services.live.current()
    return Response(as_text(exchanges, record), content_type="text/plain; charset=utf-8")


@blueprint.delete("/api/conversations")
def remove() -> tuple[str, int]:
    services, conversation_id = _services(), _conversation()
    with services.database.session() as session:
        store.delete_conversation(session, conversation_id)
    wipe_freed_space(services.database.engine)
    return "", 204


@blueprint.get("/api/help")
def help_() -> dict[str, Any]:
    return _services().contacts.help(_read_country(request.args.get("country")))


@blueprint.get("/api/openapi.yml")
def openapi() -> Response:
    text = Path(__file__).with_name("openapi.yml").read_text("utf-8")
    return Response(text, content_type="application/yaml")


@blueprint.get("/healthz")
def alive() -> dict[str, str]:
    return {"status": "alive"}


@blueprint.get("/readyz")
def ready() -> tuple[dict[str, str], int]:
    services = _services()
    try:
        missing = services.ready_checks.wait(READY_SECONDS, services.readiness.missing)
    except TooSlowError:
        missing = ["it could not be found out in time"]
    return ({"status": "; ".join(missing)}, 503) if missing else ({"status": "ready"}, 200)


def _body() -> dict[str, Any]:
    if not request.is_json:
        raise Problem(415, "not_json")
    try:
        body = json.loads(request.get_data(as_text=False))
    except (ValueError, UnicodeDecodeError):
        raise Problem(400, "bad_json") from None
    if not isinstance(body, dict):
        raise Problem(422, "invalid", "Send a JSON object.")
    return body


def _read_message(body: dict[str, Any]) -> Said:
    text, payload = body.get("text"), body.get("payload")
    if (text is None) == (payload is None):
        raise Problem(422, "invalid", "Send either text or payload.")
    value = payload if text is None else text
    if not isinstance(value, str) or not value.strip():
        raise Problem(422, "invalid", "text: write something first.")
    if len(value) > MOST_CHARACTERS:
        raise Problem(413, "too_large")
    if payload is not None and not _PAYLOAD.fullmatch(value):
        raise Problem(422, "invalid", "payload: send one that came with a button.")
    # Databases refuse NUL, and lone surrogates cannot be written as UTF-8.
    clean = value.replace("\x00", " ").encode("utf-8", "replace").decode()
    return Said(clean, payload is not None, _read_country(body.get("country")))


def _read_country(told: Any) -> str | None:
    """The client's own choice of a country; None if there is none."""
    if not told:
        return None
    if not isinstance(told, str) or not re.fullmatch("[A-Za-z]{2}", told):
        raise Problem(422, "invalid", "country: write two letters, such as US")
    return told.upper()


def _read_id(body: dict[str, Any]) -> str:
    try:
        return str(uuid.UUID(body.get("id")))
    except (TypeError, ValueError, AttributeError):
        raise Problem(422, "invalid", "id: send a UUID, a new one for each message.") from None


def _claim(services: Services, conversation_id: str, message_id: str, said: str) -> dict[str, Any] | None:
    """Note the message as ours to answer; or the answer, if it was answered or is being answered."""
    try:
        with services.database.session() as session:
            store.claim_message(session, conversation_id, message_id, said, _now())
        return None
    except store.NoSuchConversationError:
        raise Problem(401, "token") from None
    except IntegrityError:
        pass
    # The same message is being answered by another request: its answer is ours.
    give_up = time.monotonic() + services.settings.answer_deadline + 1
    while time.monotonic() < give_up:
        with services.database.session() as session:
            earlier = store.find_exchange(session, conversation_id, message_id)
        if earlier is None:
            raise Problem(401, "token")
        if earlier.answer is not None:
            return earlier.answer
        time.sleep(0.05)
    raise Problem(500, "failed")


def _keep(services: Services, conversation_id: str, message_id: str, answer: Answer) -> dict[str, Any]:
    document = answer.as_json()
    try:
        with services.database.session() as session:
            was_preparing = store.is_preparing(session, conversation_id)
            # While Rasa does not answer, the client is still writing the note.
            preparing = was_preparing if answer.preparing is None else answer.preparing
            if preparing:
                document["preparing"] = True
                store.forget_said(session, conversation_id, message_id)
            if store.is_disclosure_due(session, conversation_id, _now(), DISCLOSE_EVERY):
                disclosure = text_message(services.answerer.say("disclosure"))
                contacts = [each for each in answer.messages if each["type"] == "contacts"]
                others = [each for each in answer.messages if each["type"] != "contacts"]
                document["messages"] = [*contacts, disclosure, *others]
            kept = _without_notes(document) if preparing or was_preparing else document
            store.keep_answer(session, conversation_id, message_id, kept)
            if answer.understood and not (preparing or was_preparing):
                store.keep_understood(session, conversation_id, message_id, answer.understood)
            if not (preparing or was_preparing):
                count_answer(session, date.today(), answer.messages, answer.answered_by, answer.understood)
        if preparing != was_preparing:
            wipe_freed_space(services.database.engine)
    except SQLAlchemyError as error:
        log.error("an answer was not kept (%s)", type(error).__name__)
    return document


def _without_notes(document: dict[str, Any]) -> dict[str, Any]:
    """The answer as it is kept: a client's note is shown once, and not kept."""
    messages = [
        text_message(words()["note_not_kept"].strip()) if "note" in message else message
        for message in document["messages"]
    ]
    return {**document, "messages": messages}


def _release(services: Services, conversation_id: str, message_id: str) -> None:
    try:
        with services.database.session() as session:
            store.release_message(session, conversation_id, message_id)
    except SQLAlchemyError as error:
        log.error("a message stays claimed (%s)", type(error).__name__)


def _conversation() -> str:
    """Id of the conversation that the request's token stands for.

    Raises:
        Problem: 401, the token is missing, wrong or expired, or its conversation was deleted.
    """
    services = _services()
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    try:
        conversation_id = str(
            _serializer().loads(token, max_age=services.retention.last_hours * 3600)
            if scheme.lower() == "bearer"
            else _refuse()
        )
    except BadData:
        raise Problem(401, "token") from None
    if request.method != "POST":
        with services.database.session() as session:
            if not store.exists(session, conversation_id):
                raise Problem(401, "token")
    return conversation_id


def _refuse() -> str:
    raise BadData("no bearer token")


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=_SALT)


def _now() -> datetime:
    return datetime.now(timezone.utc).replace(tzinfo=None)
