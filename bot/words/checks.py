"""What is checked in answers and questions while staff type them, and again when they save.

A remark that stops must be mended before saving; the others are hints. The words of the remarks are in
data/wording/console/word_checks.yml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from bot.helplines.wording_lint import MOST_WORDS_A_SENTENCE, lint_answer
from bot.language.near_duplicates import NEAR, plain
from bot.lint.known import Known
from bot.lint.lint import lint
from bot.practice.facts import FACT_KEYS
from bot.practice.filling import placeholders
from bot.topics.checking import MOST_TITLE_CHARACTERS
from bot.words.likeness import TOO_LIKE, QuestionIndex
from bot.words.reading_age import reading_age, sentences

# Values that are filled in beside the practice's facts.
SETTING_KEYS = frozenset({"conversation_hours", "where_kept", "staff_told", "note_question", "note_questions"})
FEWEST_SENTENCES, MOST_SENTENCES = 2, 5
# The product's aim; half a year more is within what the formula can tell.
READING_AGE = 12
TOLERANCE = 0.5
MOST_ANSWER_CHARACTERS = 2000
MOST_QUESTION_CHARACTERS = 500
_FACT = re.compile(r"\{[a-z_]+\}")
# In Rasa's training data, [word](entity) and [word]{"entity": ...} mark a word.
_MARKED = re.compile(r"\[[^\]]*\]\s*[({]")
_CONTACT = re.compile(r"\S+@\S+\.\S+|https?://\S+|(?:\d[\s().-]?){7,}")
# What YAML cannot hold, or takes for the end of a line.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Remark:
    """What is wrong, or worth a look.

    Attributes:
        kind: its words in data/wording/console/word_checks.yml.
        values: what those words name.
        stops: whether it must be mended before saving.
    """

    kind: str
    values: dict[str, str]
    stops: bool


def check_answer(text: str, known: Known | None = None) -> list[Remark]:
    """What is wrong with an answer, the worst first.

    Args:
        known: what the practice has recorded, by which numbers, addresses and names are judged.
    """
    if not text.strip():
        return [_stop("empty_answer")]
    remarks = [_unknown_fact(name) for name in dict.fromkeys(placeholders(text)) if name not in known_facts()]
    if re.search(r"[{}]", _FACT.sub("", text)):
        remarks.append(_stop("stray_brace"))
    if len(text) > MOST_ANSWER_CHARACTERS:
        remarks.append(_stop("long_answer", most=str(MOST_ANSWER_CHARACTERS)))
    if CONTROL.search(text.replace("\r\n", "\n")):
        remarks.append(_stop("control"))
    remarks += [_stop("safe_messaging", says=problem.message) for problem in lint_answer(text)]
    return sorted([*remarks, *check_words(text, known)], key=lambda remark: not remark.stops) + _hard_to_read(text)


def check_words(text: str, known: Known | None = None) -> list[Remark]:
    """What no text for clients may say (bot/lint), whatever else holds for it."""
    return [Remark("words", {"says": str(slip)}, slip.stops) for slip in lint(text, known)]


def check_title(text: str, known: Known | None = None) -> list[Remark]:
    """What is wrong with a topic's title, which stands on buttons."""
    if not text.strip():
        return [_stop("empty_title")]
    if len(text) > MOST_TITLE_CHARACTERS:
        return [_stop("long_title", most=str(MOST_TITLE_CHARACTERS))]
    return check_said(text, takes_facts=False, known=known)


def check_said(text: str, takes_facts: bool, known: Known | None = None) -> list[Remark]:
    """What is wrong with a text that is said beside an answer; an empty one is not said.

    Args:
        takes_facts: whether {facts} are filled in.
        known: as for `check_answer`.
    """
    left = _FACT.sub("", text) if takes_facts else text
    remarks = [_stop("stray_brace" if takes_facts else "no_facts")] if re.search(r"[{}]", left) else []
    if takes_facts:
        remarks += [_unknown_fact(name) for name in dict.fromkeys(placeholders(text)) if name not in known_facts()]
    if len(text) > MOST_ANSWER_CHARACTERS:
        remarks.append(_stop("long_answer", most=str(MOST_ANSWER_CHARACTERS)))
    if CONTROL.search(text):
        remarks.append(_stop("control"))
    remarks += [_stop("safe_messaging", says=problem.message) for problem in lint_answer(text)]
    return sorted([*remarks, *check_words(text, known)], key=lambda remark: not remark.stops)


def check_guideline(text: str) -> list[Remark]:
    """What is wrong with the lines that tell what an answer rests on."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not all(re.match(r"\s*[a-z_]+\s*:\s*\S", line) for line in lines):
        return [_stop("guideline_line")]
    return [_stop("control")] if CONTROL.search(text) else []


def check_question(
    text: str,
    label: str,
    index: QuestionIndex,
    is_crisis: Callable[[str], bool],
    is_held_out: Callable[[str], bool],
) -> list[Remark]:
    """What is wrong with a question for a topic, the worst first.

    Args:
        label: the topic that it is for.
        is_crisis: whether the crisis gate takes the sentence over; what it takes over never reaches a topic.
        is_held_out: whether the assistant is tested with the same sentence, or nearly the same.
    """
    question = " ".join(text.split())
    if not plain(question):
        return [_stop("empty_question")]
    if len(question) > MOST_QUESTION_CHARACTERS:
        return [_stop("long_question", most=str(MOST_QUESTION_CHARACTERS))]
    remarks = []
    if _MARKED.search(question) or question.startswith("- "):
        remarks.append(_stop("marked"))
    if CONTROL.search(text.replace("\r\n", "\n")):
        remarks.append(_stop("control"))
    if is_crisis(question):
        remarks.append(_stop("crisis"))
    if is_held_out(question):
        remarks.append(_stop("held_out"))
    if _CONTACT.search(question):
        remarks.append(_hint("contact"))
    return remarks + _alike(question, label, index)


def known_facts() -> frozenset[str]:
    """What may stand in {braces}."""
    return FACT_KEYS | SETTING_KEYS


def stopping(remarks: Iterable[Remark]) -> list[Remark]:
    """Those that must be mended before saving."""
    return [remark for remark in remarks if remark.stops]


def _alike(question: str, label: str, index: QuestionIndex) -> list[Remark]:
    nearest = index.nearest(question, at_least=TOO_LIKE)
    remarks = []
    own = next((each for each in nearest if each.label == label), None)
    if own and plain(own.question) == plain(question):
        remarks.append(_stop("same", question=own.question))
    elif own and own.likeness >= NEAR:
        remarks.append(_hint("nearly_same", question=own.question))
    for other in nearest:
        if other.label == label:
            continue
        if plain(other.question) == plain(question):
            remarks.append(_stop("same_elsewhere", question=other.question, topic=other.label))
        else:
            kind = "nearly_same_elsewhere" if other.likeness >= NEAR else "like_elsewhere"
            remarks.append(_hint(kind, question=other.question, topic=other.label))
        break
    return sorted(remarks, key=lambda remark: not remark.stops)


def _unknown_fact(name: str) -> Remark:
    near = get_close_matches(name, sorted(known_facts()), n=1)
    return _stop("unknown_fact_near", name=name, near=near[0]) if near else _stop("unknown_fact", name=name)


def _hard_to_read(text: str) -> list[Remark]:
    remarks = []
    own = [sentence for sentence in sentences(text) if re.search(r"\w", _FACT.sub("", sentence))]
    if not FEWEST_SENTENCES <= len(own) <= MOST_SENTENCES:
        limits = {"least": str(FEWEST_SENTENCES), "most": str(MOST_SENTENCES)}
        remarks.append(_hint("sentences", number=str(len(own)), **limits))
    longest = max((len(sentence.split()) for sentence in own), default=0)
    if longest > MOST_WORDS_A_SENTENCE:
        remarks.append(_hint("long_sentence", number=str(longest)))
    age = reading_age(text)
    if age is not None and age > READING_AGE + TOLERANCE:
        remarks.append(_hint("reading_age", age=str(round(age)), wanted=str(READING_AGE)))
    return remarks


def _stop(kind: str, **values: str) -> Remark:
    return Remark(kind, values, True)


def _hint(kind: str, **values: str) -> Remark:
    return Remark(kind, values, False)
