"""Asking which therapist a client means, where the answer depends on it."""

from __future__ import annotations

from collections.abc import Callable, Collection

from bot.dialogue.forms import ANY
from bot.practice.record import PracticeRecord
from bot.practice.wording import wording

# An answer of more characters, in which each therapist's rule stands by name, is too long to read in a chat.
LONG_ANSWER = 850
# An answer for one therapist has to be this much shorter to be worth a question.
WORTH_ASKING = 0.8


def ask_which_therapist(record: PracticeRecord, answer: Callable[[str | None], str]) -> bool:
    """Whether to ask which therapist is meant before answering.

    Args:
        answer: gives the answer for a therapist's id, or for all of them (None).
    """
    if len(record.therapists) < 2:
        return False
    whole = answer(None)
    if len(whole) <= LONG_ANSWER:
        return False
    own = [answer(therapist.id) for therapist in record.therapists]
    return len(set(own)) > 1 and max(map(len, own)) < WORTH_ASKING * len(whole)


def therapist_buttons(
    record: PracticeRecord, intent: str, slot: str, only: Collection[str] | None = None
) -> list[dict[str, str]]:
    """One button for each therapist, and one for a client who is not sure.

    Args:
        only: the ids of the therapists to choose among; all of them if not given.
    """
    choices = [(each.name, each.id) for each in record.therapists if only is None or each.id in only]
    choices.append((wording("sending")["which_therapist_unsure"], ANY))
    return [{"title": title, "payload": f'{intent}{{"{slot}": "{value}"}}'} for title, value in choices]
