"""How hard a text is to read: the Flesch-Kincaid grade (Kincaid et al. 1975, Navy Research Branch Report 8-75).

Grade = 0.39 words a sentence + 11.8 syllables a word - 15.59. Grade n is read at about age n + 5, so reading age 12 is
grade 7.
"""

from __future__ import annotations

import re

YEARS_BEFORE_SCHOOL = 5
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)|\n+")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_VOWELS = re.compile(r"[aeiouy]+")
# An e at the end is silent, but not in "table"; neither is the e of "-ed" said, but for "-ted" and "-ded".
_SILENT = re.compile(r"(?:[^laeiouy]e|[^td]ed|[^aeiouylcgszx]es)$")


def sentences(text: str) -> list[str]:
    """The sentences of an answer. A fact that stands alone, such as "{gifts}", is one sentence."""
    apart = re.sub(r"(^|[.!?}]\s+)(\{[^{}]*\})(?=\s|$)", r"\1\2.", text, flags=re.MULTILINE)
    return [part.strip() for part in _SENTENCE_END.split(apart) if re.search(r"\w", part)]


def syllables(word: str) -> int:
    """Syllables of an English word, by its groups of vowels; right for about nine in ten."""
    groups = len(_VOWELS.findall(word))
    return max(1, groups - bool(_SILENT.search(word)))


def reading_age(text: str) -> float | None:
    """Age in years at which a text is read with ease; None where it has no words of its own.

    Facts that stand alone are left out: their words are not the answer's.
    """
    own = [sentence for sentence in sentences(text) if _WORD.search(_PLACEHOLDER.sub("", sentence).lower())]
    words = _WORD.findall(_PLACEHOLDER.sub("it", " ".join(own)).lower().replace("\u2019", "'"))
    if not words:
        return None
    grade = 0.39 * len(words) / len(own) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return max(YEARS_BEFORE_SCHOOL, grade + YEARS_BEFORE_SCHOOL)
