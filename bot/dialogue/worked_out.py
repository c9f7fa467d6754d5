"""What has to be worked out before a topic can be answered, and by which custom action (actions/).

Read from a tracker: Rasa's in the policy that chooses the action, the action server's in the action.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.dialogue.sending import asks_to_send
from bot.dialogue.sending_answers import reply_to
from bot.dialogue.turns import Tracker, entities_of, last_topic, message_before, parsed, text_of
from bot.language.days import asked_about
from bot.language.moments import Sent, sent_at, will_be_sent
from bot.practice.facts import describe
from bot.practice.persons import ASKED_THERAPIST, OF_OTHERS
from bot.practice.record import PracticeRecord
from bot.practice.therapist_names import NAMESAKES
from bot.topics.names import FAQ, id_of
from bot.topics.topic import Sending, Topic

# "Dr. Reyes", chosen by a button or said alone: the topic before is answered for that therapist.
CHOOSE = "choose"
# "And what about by email?": it goes on with what the message before was about.
MOST_FOLLOW_UP_WORDS = 5
REPLY_FACT = "reply_if_written_now"
# What a button fills that chooses a therapist for one answer alone: the client's own stays.
FOR_THIS_ANSWER = ASKED_THERAPIST


class Work(str, Enum):
    """The actions, by their names in Rasa's domain."""

    WHICH_NAMESAKE = "action_which_namesake"
    MAY_I_SEND = "action_may_i_send"
    OPEN_ON_DAY = "action_open_on_day"
    EXPECT_REPLY = "action_expect_reply"


@dataclass(frozen=True)
class Leave:
    """What a client asks leave for, in free words.

    Attributes:
        text: the words, which may tell that it is about today.
        therapist: id, if the message names one.
    """

    text: str
    purpose: str
    channel: str | None
    therapist: str | None


def work_for(topic: Topic, tracker: Tracker, record: PracticeRecord, now: datetime) -> Work | None:
    """What has to be worked out for the answer to the latest message, which asks about this topic.

    Args:
        now: aware.
    """
    if namesakes(tracker) or asks_of_others(tracker):
        return Work.WHICH_NAMESAKE
    leave = leave_asked(tracker)
    if leave and (topic.sending is Sending.ALWAYS or (topic.sending is Sending.WITH_CHANNEL and leave.channel)):
        return Work.MAY_I_SEND
    asked = asked_words(tracker)
    if topic.names_day and asked_about(asked, now, record.timezone, record.country, record.region):
        return Work.OPEN_ON_DAY
    return Work.EXPECT_REPLY if f"{{{REPLY_FACT}}}" in topic.answer and when_sent(asked, record, now) else None


def answered_topic(tracker: Tracker) -> str | None:
    """The topic that the latest message asks about, or goes on with; None if it does neither."""
    intent = parsed(tracker, "intent").get("name")
    if intent == CHOOSE:
        return last_topic(tracker)
    chosen = parsed(tracker, "response_selector").get(FAQ, {}).get("response", {}).get("intent_response_key")
    return id_of(chosen) if intent == FAQ and chosen else None


def namesakes(tracker: Tracker) -> list[str]:
    """Ids of the therapists who have the name that the client said, where there are several."""
    return entities_of(tracker).get(NAMESAKES, "").split()


def asked_therapist(tracker: Tracker) -> str | None:
    """Id of the therapist whom the latest message alone is about."""
    return entities_of(tracker).get(ASKED_THERAPIST)


def asks_of_others(tracker: Tracker) -> bool:
    """Whether the client goes on with the topic for somebody else's therapist ("and my husband's?")."""
    return parsed(tracker, "intent").get("name") == CHOOSE and OF_OTHERS in entities_of(tracker)


def asked_words(tracker: Tracker) -> str:
    """The client's words; under a button those before it, which the button was offered for."""
    text = text_of(tracker)
    return str(message_before(tracker).get("text") or "") if text.startswith("/") else text


def leave_asked(tracker: Tracker) -> Leave | None:
    """What the client asks leave to send or say; None if it is no such question."""
    said, text = entities_of(tracker), text_of(tracker)
    short = len(text.split()) <= MOST_FOLLOW_UP_WORDS
    if short and "channel" in said and "purpose" not in said and not asks_to_send(text):
        # "and by email?" after "can I text her to move my session?" is about moving it as well.
        before = message_before(tracker)
        purposes = [each["value"] for each in before.get("entities", []) if each["entity"] == "purpose"]
        if last_topic(tracker) and purposes and asks_to_send(before.get("text") or ""):
            text, said = before["text"], {"purpose": purposes[0], **said}
    if "purpose" not in said or not asks_to_send(text):
        return None
    return Leave(text, said["purpose"], said.get("channel"), asked_therapist(tracker) or said.get("therapist"))


def when_sent(text: str, record: PracticeRecord, now: datetime) -> Sent | None:
    """When the client wrote, or will write, if the words tell it."""
    return sent_at(text, now, record.timezone) or will_be_sent(
        text, now, record.timezone, record.country, record.region
    )


def reply_expected(
    text: str, record: PracticeRecord, therapist_id: str | None, channel: str | None, now: datetime
) -> str:
    """By when a message is answered of which the words tell when it is sent; empty if they do not."""
    sent = when_sent(text, record, now)
    return reply_to(record, therapist_id, sent, channel, now) if sent else ""


def day_depends(template: str, record: PracticeRecord, now: datetime) -> bool:
    """Whether an answer names a day of reply that differs from therapist to therapist; `now` is aware."""
    if f"{{{REPLY_FACT}}}" not in template:
        return False
    return len({describe(REPLY_FACT, record, each.id, now) for each in record.therapists}) > 1
