"""Several questions in one message: each is answered, in order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.language.sentences import sentence_spans
from bot.topics.names import FAQ_PREFIX
from bot.understanding.decision import MOST_CANDIDATES, Decision, Thresholds, decide
from bot.understanding.topic_model import Reading

MOST_QUESTIONS = 3
# Pieces shorter than this (characters) ask nothing by themselves.
SHORTEST_PIECE = 12
# A piece is answered only if the whole message belongs to the topics with this probability.
WHOLE_BELONGS = 0.5
_ASKING = (
    r"can|could|do|does|did|is|are|am|may|might|should|would|will|shall|what|whats|what's|how|how's|when|where|who|"
    r"which|why|if|whether"
)
# Words that begin a question after a comma; "..., if I may", "..., who is away" and "..., which is fine" do not.
_ASKING_FIRST = (
    r"(?:can|could|may|should|would|will|do|does|did|is|are|am) (?:i|we|she|he|they|you|it|there|that|this|my|the|"
    r"texts|emails|calls|messages)\b|(?:what|what's|whats|how|how's|when (?:do|does|is|are|can|will)|where|why)\b"
)
_WISHING = r"(?:i|we)(?:'d| would|'m| am| was)? (?:also )?(?:like|love|want|wanna|need|wonder|wondering)\b"
# Where a second question begins inside a sentence: "..., also can I", "... and what if", "..., do I", "(2) may I".
_NEXT_QUESTION = re.compile(
    rf"[,;]?\s+(?:and also|also|and then|plus|oh and)[,:]?\s+(?=\w)"
    rf"|[,\s]\s*and\s+(?=(?:{_ASKING}|{_WISHING})\b)"
    rf"|[,;]\s+(?:or\s+)?(?={_ASKING_FIRST})"
    r"|[,;]\s+(?=i (?:also )?(?:want|need|wanna)\b)"
    r"|[\s:]\(?[1-4a-d][).]\s+(?=\w)",
    re.IGNORECASE,
)
_OPENING = r"(?:and|also|but|so|hi|hello|please|oh|or|then|plus)"
# "I was wondering, if it is not too much trouble", "Sorry to ask": the question comes after.
_FRAME_BEGINS = (
    r"(?:i|we)(?:'d| would|'m| am| was| were|'ve| have)?(?: been)?(?: just| really| also| only)*"
    r" (?:like|love|want|wanted|need|wonder|wondered|wondering|hoping|hope|curious)"
    r"(?: to (?:know|ask|check|find out|hear|understand)(?: you)?(?: something)?)?",
    r"(?:just )?wondering",
    r"just (?:checking|asking|a question)",
    r"(?:a |one |my )?(?:quick |small |short )?question",
    r"(?:can|could|would|will|may|might) (?:you|i|anyone|anybody|someone|somebody)(?: please| kindly| maybe| just)*"
    r" (?:tell me|let me know|ask|ask you|explain|say|help me|know)",
    r"(?:please )?(?:tell me|let me know|advise)",
    r"(?:do|would) you (?:happen to )?know",
    r"any idea",
    r"sorry (?:to (?:ask|bother|trouble)|for (?:asking|bothering))(?: you)?",
)
_FRAME_GOES_ON = (
    r",\s*(?:please|sorry|thanks|if|when|whenever|as|since|because|before|once|with|and|but|though)\b[^,;]*"
)
_FRAME = re.compile(
    rf"(?:{_OPENING}[\s,]+)*(?:{'|'.join(_FRAME_BEGINS)})(?: please| again)?(?:{_FRAME_GOES_ON})*[,:]?", re.IGNORECASE
)
_WISH = rf"any|{_WISHING}|wondering|tell me|let me know|please"
_ASKS = re.compile(rf"[^?]*\?|(?:{_OPENING}[\s,]+)*(?:{_ASKING}|{_WISH})\b", re.IGNORECASE)


def question_spans(text: str) -> list[tuple[int, int]]:
    """Character spans of what may be questions of their own: sentences, cut where a second question begins."""
    spans = []
    for start, end in sentence_spans(text):
        for joint in _NEXT_QUESTION.finditer(text, start, end):
            long_enough = joint.start() - start >= SHORTEST_PIECE and end - joint.end() >= SHORTEST_PIECE
            if long_enough and not _FRAME.fullmatch(text, start, joint.start()):
                spans.append((start, joint.start()))
                start = joint.end()
        spans.append((start, end))
    return spans


def asks(text: str) -> bool:
    """Whether a piece of a message is put as a question or a request to know."""
    return _ASKS.match(text.strip()) is not None


def questions_in(
    pieces: Sequence[str], readings: Sequence[Reading], thresholds: Thresholds, whole: Reading, decision: Decision
) -> list[str]:
    """Topics that a message of several pieces asks about, in order, at most three.

    A piece that only tells a story adds no topic: on stories about one topic that would be wrong more often than right.
    Nor does a question that the message as a whole does not belong to: "..., is that allowed?" at the end of a story
    about a landlord asks nothing about the therapist.

    Args:
        pieces, readings: the message's pieces from `question_spans`, and what each may be about.
        whole, decision: what the whole message may be about, and the decision on it; its topic is among the questions
            if it is answered.

    Returns:
        No topics for a message of one piece, or where no piece asks anything by itself.
    """
    if not pieces:
        return []
    topics: list[str] = []
    possible = {label for label, _ in whole.topics[:MOST_CANDIDATES]} if whole.belongs >= WHOLE_BELONGS else set()
    for piece, reading in zip(pieces, readings, strict=True):
        of_piece = decide(replace(reading, belongs=max(reading.belongs, whole.belongs)), thresholds)
        if of_piece.act == "answer" and of_piece.label in possible and of_piece.label not in topics and asks(piece):
            topics.append(of_piece.label)
    if decision.act == "answer" and decision.label.startswith(FAQ_PREFIX) and decision.label not in topics:
        topics.insert(0, decision.label)
    return topics[:MOST_QUESTIONS]


def in_order(whole: Decision, topics: list[str], thresholds: Thresholds) -> tuple[Decision, list[str]]:
    """The decision on the first topic asked about, and the topics that follow it.

    Args:
        whole: the decision on the whole message; kept as it is if its topic comes first, or nothing was found.
        topics: from `questions_in`.
    """
    if topics and (whole.act != "answer" or whole.label != topics[0]):
        return Decision("answer", topics[0], thresholds.answer), topics[1:]
    return whole, topics[1:]
