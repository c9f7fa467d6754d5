"""What the website process keeps of conversations, and its deletion everywhere, Rasa's tracker included.

Deleting takes whole conversations: a tracker that lost some of its events corrupts the next save.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.conversations.review import take_back
from bot.database.tables.conversations import ConversationRow, ExchangeRow, RasaEventRow

# Tells the conversations of the website from those of other Rasa channels, such as a developer's shell.
ID_PREFIX = "web-"
MOST_AT_ONCE = 200
# Ends the id of a conversation that could not be kept when it began; its first message that can be kept opens it.
UNKEPT = "-new"


class NoSuchConversationError(Exception):
    """The conversation was deleted, has expired, or never was."""


@dataclass(frozen=True)
class Understood:
    """What was made of a message.

    Attributes:
        act: see bot.understanding.decision.Decision.
        topics: ids of the likeliest topics with their shares, best first.
    """

    act: str
    topics: tuple[tuple[str, float], ...]

    @property
    def is_unclear(self) -> bool:
        """The client was asked back, or told that it was not understood."""
        return self.act in ("offer", "unsure")

    @property
    def corrects(self) -> bool:
        """The client says that the message before was misread."""
        return self.act == "misread"


@dataclass(frozen=True)
class Exchange:
    """One message of the client and the messages that answered it; `said` is None where it is not kept.

    Attributes:
        understood: None where nothing of the message may go to the staff's review list.
        helpful: what the client said of the answer, if they did.
    """

    said: str | None
    answer: dict[str, Any] | None
    received_at: datetime
    understood: Understood | None = None
    helpful: bool | None = None


def open_conversation(session: Session, conversation_id: str, notice_version: str, now: datetime) -> None:
    session.add(
        ConversationRow(id=conversation_id, notice_version=notice_version, last_message_at=now, disclosed_at=now)
    )


def claim_message(session: Session, conversation_id: str, message_id: str, said: str, now: datetime) -> None:
    """Note a message as being answered; its words only where the client is not writing a note.

    Raises:
        NoSuchConversationError: there is no such conversation.
        sqlalchemy.exc.IntegrityError: the message is noted already (when the session is flushed or commits).
    """
    found = session.execute(
        update(ConversationRow).where(ConversationRow.id == conversation_id).values(last_message_at=now)
    )
    if found.rowcount == 0:
        raise NoSuchConversationError
    position = select(func.count()).where(ExchangeRow.conversation_id == conversation_id).scalar_subquery()
    session.add(
        ExchangeRow(
            conversation_id=conversation_id,
            message_id=message_id,
            position=position,
            said=None if is_preparing(session, conversation_id) else said,
            received_at=now,
        )
    )


def find_exchange(session: Session, conversation_id: str, message_id: str) -> Exchange | None:
    row = session.get(ExchangeRow, (conversation_id, message_id))
    return None if row is None else _exchange(row)


def message_before(session: Session, conversation_id: str, message_id: str) -> str | None:
    """Id of the message before this one; None if this is the first, or there is no such message."""
    this = session.get(ExchangeRow, (conversation_id, message_id))
    if this is None:
        return None
    before = select(ExchangeRow.message_id).where(
        ExchangeRow.conversation_id == conversation_id, ExchangeRow.position == this.position - 1
    )
    return session.execute(before).scalars().first()


def is_preparing(session: Session, conversation_id: str) -> bool:
    """Whether the client is writing a note: then nothing that is said is kept here."""
    return bool(last_answer(session, conversation_id).get("preparing"))


def last_answer(session: Session, conversation_id: str) -> dict[str, Any]:
    """The latest answer as it is kept; empty before the first."""
    answer = session.execute(
        select(ExchangeRow.answer)
        .where(ExchangeRow.conversation_id == conversation_id, ExchangeRow.answer.is_not(None))
        .order_by(ExchangeRow.position.desc())
        .limit(1)
    ).scalar()
    return answer or {}


def forget_said(session: Session, conversation_id: str, message_id: str) -> None:
    """Take the client's words out of an exchange."""
    session.execute(
        update(ExchangeRow)
        .where(ExchangeRow.conversation_id == conversation_id, ExchangeRow.message_id == message_id)
        .values(said=None)
    )


def keep_answer(session: Session, conversation_id: str, message_id: str, answer: dict[str, Any]) -> None:
    session.execute(
        update(ExchangeRow)
        .where(ExchangeRow.conversation_id == conversation_id, ExchangeRow.message_id == message_id)
        .values(answer=answer)
    )


def keep_understood(session: Session, conversation_id: str, message_id: str, understood: Understood) -> None:
    """Note what was made of a message that may go to the staff's review list."""
    told = {"act": understood.act, "topics": [list(topic) for topic in understood.topics]}
    session.execute(
        update(ExchangeRow)
        .where(ExchangeRow.conversation_id == conversation_id, ExchangeRow.message_id == message_id)
        .values(understood=told)
    )


def keep_noted(session: Session, conversation_id: str, message_id: str, reason: str, question_id: int) -> None:
    """Note that a message came onto the staff's review list, so that it goes from there with the conversation."""
    row = session.get(ExchangeRow, (conversation_id, message_id))
    if row is not None and row.understood is not None:
        told: Any = row.understood
        row.understood = {**told, "noted": [*told.get("noted", []), [reason, question_id]]}


def keep_feedback(session: Session, conversation_id: str, message_id: str, helpful: bool) -> bool:
    """Note whether an answer helped; whether that is news: the same said twice counts once."""
    changed = session.execute(
        update(ExchangeRow)
        .where(
            ExchangeRow.conversation_id == conversation_id,
            ExchangeRow.message_id == message_id,
            ExchangeRow.answer.is_not(None),
            ExchangeRow.helpful.is_not(helpful),
        )
        .values(helpful=helpful)
    )
    return bool(changed.rowcount)


def release_message(session: Session, conversation_id: str, message_id: str) -> None:
    """Give up a claimed message that was not answered, so that it can be sent again."""
    session.execute(
        delete(ExchangeRow).where(ExchangeRow.conversation_id == conversation_id, ExchangeRow.message_id == message_id)
    )


def exists(session: Session, conversation_id: str) -> bool:
    return session.get(ConversationRow, conversation_id) is not None


def is_disclosure_due(session: Session, conversation_id: str, now: datetime, every: timedelta) -> bool:
    """Whether the client must be told again what the assistant is; if so, notes that it was done now."""
    due = session.execute(
        update(ConversationRow)
        .where(ConversationRow.id == conversation_id, ConversationRow.disclosed_at <= now - every)
        .values(disclosed_at=now)
    )
    return bool(due.rowcount)


def exchanges(session: Session, conversation_id: str) -> list[Exchange]:
    """The exchanges of a conversation, in order."""
    rows = session.execute(
        select(ExchangeRow).where(ExchangeRow.conversation_id == conversation_id).order_by(ExchangeRow.position)
    ).scalars()
    return [_exchange(row) for row in rows]


def _exchange(row: ExchangeRow) -> Exchange:
    told: Any = row.understood
    understood = Understood(told["act"], tuple((name, share) for name, share in told["topics"])) if told else None
    return Exchange(row.said, row.answer, row.received_at, understood, row.helpful)  # type: ignore[arg-type]


def delete_conversation(session: Session, conversation_id: str) -> None:
    """Remove a conversation, its exchanges, its Rasa tracker, and what of it is on the staff's review list."""
    kept = select(ExchangeRow.understood).where(ExchangeRow.conversation_id == conversation_id)
    for understood in session.execute(kept).scalars().all():
        take_back(session, [(reason, number) for reason, number in (understood or {}).get("noted", [])])
    session.execute(delete(RasaEventRow).where(RasaEventRow.sender_id == conversation_id))
    session.execute(delete(ExchangeRow).where(ExchangeRow.conversation_id == conversation_id))
    session.execute(delete(ConversationRow).where(ConversationRow.id == conversation_id))


def delete_expired(session: Session, now: datetime, hours: int) -> int:
    """Remove the conversations whose last message is older than `hours`, MOST_AT_ONCE at most; gives their number.

    Others write between one call and the next.

    What a turn of Rasa kept in the moment in which its conversation was deleted goes as well.
    """
    expired = (
        session.execute(
            select(ConversationRow.id)
            .where(ConversationRow.last_message_at < now - timedelta(hours=hours))
            .limit(MOST_AT_ONCE)
        )
        .scalars()
        .all()
    )
    for conversation_id in expired:
        delete_conversation(session, conversation_id)
    open_ones = select(ConversationRow.id).scalar_subquery()
    left_over = RasaEventRow.sender_id.startswith(ID_PREFIX) & RasaEventRow.sender_id.not_in(open_ones)
    session.execute(delete(RasaEventRow).where(left_over).execution_options(synchronize_session=False))
    return len(expired)
