"""The chat API over HTTP. Its contract is openapi.yml beside this file; how a message is answered, pipeline.py."""

from __future__ import annotations

import logging
import time
import uuid
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from bot import deadlines
from bot.conversations import store
from bot.conversations.counts import OPENED, count
from bot.database.engine import wipe_freed_space
from bot.helplines.lines import shipped
from bot.messages import Button, Message, TextMessage, text_message
from bot.practice.store import NoRecordError
from bot.website.chat.context import AnswerDocument
from bot.website.chat.reading import (
    read_body,
    read_country,
    read_id,
    read_language,
    read_message,
    read_page_language,
)
from bot.website.chat.starting_points import alternatives, starting_points
from bot.website.chat.steps.claim import NoAnswerError, NoConversationError
from bot.website.chat.steps.order import UNJUDGED
from bot.website.chat.tokens import TokenError, Tokens
from bot.website.chat.transcript import as_text
from bot.website.in_time import within
from bot.website.limits import ADDRESS, CONVERSATION, limited
from bot.website.linked import Linker
from bot.website.problems import Problem
from bot.website.services import services
from bot.website.words import ENGLISH, in_language

log = logging.getLogger(__name__)
blueprint = Blueprint("chat", __name__)


@blueprint.get("/api/notice")
@within(deadlines.READ)
def notice() -> dict[str, str]:
    return _notice()


@blueprint.post("/api/conversations")
@limited(ADDRESS)
@within(deadlines.KEEP)
def start() -> tuple[dict[str, Any], int]:
    words = services().words
    if read_body().get("notice") != words.notice_version():
        raise Problem(409, "notice_changed", notice=_notice())
    now = datetime.now(timezone.utc)
    conversation_id = store.ID_PREFIX + uuid.uuid4().hex
    try:
        with services().database.session() as session:
            store.open_conversation(session, conversation_id, words.notice_version(), now.replace(tzinfo=None))
            count(session, services().live.today(), OPENED)
    except SQLAlchemyError as error:
        # The client can still be told whom to call, so the conversation starts; it just is not kept.
        log.error("a new conversation was not kept (%s)", type(error).__name__)
        conversation_id += store.UNKEPT
    expires = now + timedelta(hours=services().retention.hours())
    return {
        "token": _tokens().make(conversation_id),
        "expires_at": expires.isoformat(timespec="seconds"),
        "messages": _first_messages(read_language()),
    }, 201


@blueprint.post("/api/messages")
@limited(CONVERSATION)
def message() -> AnswerDocument:
    # The pipeline has deadlines of its own, shorter for a person in danger.
    conversation_id = _conversation_id()
    try:
        begun = time.monotonic()
        answer = services().pipeline.answer(read_message(read_body(), conversation_id))
        services().metrics.answered(answer, time.monotonic() - begun)
        return _for_the_page(answer)
    except NoConversationError:
        raise Problem(401, "token") from None
    except NoAnswerError:
        raise Problem(500, "failed") from None


@blueprint.post("/api/feedback")
@limited(CONVERSATION)
@within(deadlines.KEEP)
def rate() -> tuple[str, int]:
    conversation_id, body = _conversation_id(), read_body()
    message_id, helpful = read_id(body), body.get("helpful")
    if not isinstance(helpful, bool):
        raise Problem(422, "invalid", "helpful: send true or false.")
    if not services().feedback.keep(conversation_id, message_id, helpful):
        raise Problem(404, "no_such_answer")
    return "", 204


@blueprint.get("/api/alternatives")
@limited(CONVERSATION)
@within(deadlines.READ)
def others() -> dict[str, list[Button]]:
    """What the client of an answer that did not help may have meant."""
    conversation_id, message_id = _conversation_id(), read_id(request.args)
    with services().database.session() as session:
        exchange = store.find_exchange(session, conversation_id, message_id)
    if exchange is None:
        raise Problem(404, "no_such_answer")
    return {"buttons": alternatives(exchange, services().word_files)}


@blueprint.get("/api/conversations/transcript")
@limited(CONVERSATION)
@within(deadlines.KEEP)
def transcript() -> Response:
    conversation_id = _open_conversation_id()
    with services().database.session() as session:
        exchanges = store.exchanges(session, conversation_id)
    record = services().live.current()
    return Response(as_text(exchanges, record), content_type="text/plain; charset=utf-8")


@blueprint.delete("/api/conversations")
@within(deadlines.KEEP)
def remove() -> tuple[str, int]:
    conversation_id, database = _open_conversation_id(), services().database
    with database.session() as session:
        store.delete_conversation(session, conversation_id)
    wipe_freed_space(database.engine)
    return "", 204


@blueprint.get("/api/help")
@within(deadlines.READ)
def help_() -> dict[str, Any]:
    language = read_page_language(request.args.get("language")) or request.accept_languages.best
    found = services().contacts.help(read_country(request.args.get("country")), language)
    return {**found, "contacts": in_language(found["contacts"], read_language())}


@blueprint.get("/api/openapi.yml")
def openapi() -> Response:
    text = Path(__file__).with_name("openapi.yml").read_text("utf-8")
    return Response(text, content_type="application/yaml")


def _for_the_page(answer: AnswerDocument) -> AnswerDocument:
    """The answer with the language of topics' answers, and with what dials the numbers in its words."""
    # As remembered: no deadline holds here any more, so the database is not asked once more.
    record = services().live.remembered
    linker = Linker(record, shipped().lines) if record else None
    return {**answer, "messages": [_told(each, linker) for each in answer["messages"]]}


def _told(message: Message, linker: Linker | None) -> Message:
    if message["type"] != "text":
        return message
    told: TextMessage = {**message}
    if message["topic"]:
        told["language"] = ENGLISH
    if linker and (numbers := linker.numbers(message["text"])):
        told["numbers"] = numbers
    return told


def _first_messages(language: str) -> list[Message]:
    """Who speaks; before the practice has gone live, that it cannot answer yet, and whom to call."""
    if not services().stages.being_set_up:
        return [_greeting(language)]
    contacts = services().contacts.crisis_message(UNJUDGED)
    return [text_message(services().words.text("being_set_up", language), language), contacts]


def _greeting(language: str) -> TextMessage:
    """The first message, with what may be asked first."""
    try:
        record = services().live.current()
    except (SQLAlchemyError, NoRecordError):
        record = None
    points = starting_points(record, services().word_files, language)
    return {**text_message(services().words.greeting(language), language), "buttons": points}


def _notice() -> dict[str, str]:
    """The notice in the language that the chat's buttons have; its version is that of all languages."""
    words = services().words
    return {"version": words.notice_version(), "text": words.text("notice", read_language())}


def _tokens() -> Tokens:
    return Tokens(str(current_app.secret_key))


def _conversation_id() -> str:
    """Id of the conversation that the request's token stands for.

    A conversation lasts for so many hours after its last message, and its token as long.

    Raises:
        Problem: 401, the token is missing, wrong or expired.
    """
    try:
        token = _tokens().read(request.headers.get("Authorization", ""))
    except TokenError:
        raise Problem(401, "token") from None
    if token.age > timedelta(hours=services().retention.last_hours) and not _may_be_open(token.conversation_id):
        raise Problem(401, "token")
    return token.conversation_id


def _may_be_open(conversation_id: str) -> bool:
    """Whether the conversation is there; also where the database cannot say, for then the client is answered."""
    try:
        with services().database.session() as session:
            return store.exists(session, conversation_id)
    except SQLAlchemyError:
        return True


def _open_conversation_id() -> str:
    """The same of a conversation that is still there.

    Raises:
        Problem: 401, also if the conversation was deleted.
    """
    conversation_id = _conversation_id()
    with services().database.session() as session:
        if not store.exists(session, conversation_id):
            raise Problem(401, "token")
    return conversation_id
