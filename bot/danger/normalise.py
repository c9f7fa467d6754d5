"""A message as the crisis patterns and the learned layer read it: plain lower-case words, one spelling each.

People in danger type fast, and some disguise what they say so that no filter stops them. Case, accents,
letters of other scripts, invisible characters, digits and stars for letters, spaced-out letters, drawn-out
letters, slang and misspellings are all brought back to the words meant.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable

import regex

from bot.danger.spelling import Spelling, expand, load_spelling, part, undisguise

# Longer runs of single letters are not read as words.
MOST_SPACED = 120

_INVISIBLE = regex.compile(r"[\p{Cf}\p{Mn}\p{Me}\p{Cc}--[\n\t]]", regex.VERSION1)
# With the spaces around them: more than one would part the letters of a word that was set apart.
_NOT_WORDS = regex.compile(r" ?[\p{So}\p{Sk}\p{Co}\p{Cs}]+ ?")
# A letter held down ("killlll"). At two it may be another word ("offff", "beee"), so it is read at one as well.
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
# Letters set apart by spaces or signs: "k i l l", "s.u.i", "k-m-s". Two spaces part words.
_SPACED = re.compile(r"(?<![\w'])(?:[a-z0-9@$!][ .\-_*/]{1,2}){2,}[a-z0-9@$!](?![\w'])")
_DOTTED = re.compile(r"(?<![\w'])(o\.d|s\.h|s\.a|b\.f|g\.f)\.?(?![\w'])")
# One letter, a sign, the rest of the word: "s/icide".
_BROKEN = re.compile(r"(?<![\w'])([a-z])[/_#%^~\\]([a-z]{3,})(?![\w'])")
_WORD_INSIDE = r"a-z0-9@$+€£*'|!"
_TOKEN = re.compile(rf"[{_WORD_INSIDE}]+(?:-[{_WORD_INSIDE}]+)*|[.,?!;:\n]")
# "'s" is "is" before a verb and the like; otherwise it marks a possessive, and is dropped.
_AFTER_IS = (
    r"(?= (?:\w+ing|not|been|a|an|the|so|very|too|all|now|just|got|going|dead|dying|suicidal|unconscious|collapsed"
    r"|unresponsive|violent|abusive|hurt|cut|taken|eaten|gone|stuck|trapped|scared|set|over|no|nothing|on|in|at|my|back)\b)"
)
_IS = re.compile(" 's" + _AFTER_IS)
# The same where the apostrophe was left out: "my sons suicidal", "my sons nose".
_S_FOR_IS = re.compile(r"(?<!\S)(\w{3,})s" + _AFTER_IS)
_S_OF_OWNER = re.compile(r"(?<!\S)((?:my|his|her|their|our) )(\w{3,})s(?= |$)")


def readings(text: str) -> list[str]:
    """Every way in which a message is read, normalised: as typed, letters held down at one, apostrophes put back.

    Args:
        text: what the client typed.
    """
    spelling = load_spelling()
    typed = [normalise(each) for each in dict.fromkeys((text, _STRETCHED.sub(r"\1", text)))]
    return list(dict.fromkeys([*typed, *(_with_apostrophes(each, spelling) for each in typed)]))


def _with_apostrophes(text: str, spelling: Spelling) -> str:
    """The text with the apostrophes that may have been left out: "ill" as "I will", "my sons nose" as the son's."""

    def is_(match: re.Match[str]) -> str:
        word = spelling.words.get(match[1], match[1])
        return f"{word} is" if word in spelling.known else match[0]

    def of_owner(match: re.Match[str]) -> str:
        word = spelling.words.get(match[2], match[2])
        return match[1] + word if word in spelling.persons else match[0]

    put_back = spelling.without_apostrophe.sub(lambda match: spelling.with_apostrophe[match.group()], text)
    return _S_OF_OWNER.sub(of_owner, _S_FOR_IS.sub(is_, put_back))


def normalise(text: str) -> str:
    """The message in plain words, with spaces between words and marks.

    Args:
        text: what the client typed, of any length and script.

    Returns:
        lower-case words and the marks . , ? ! ; : each set apart by one space; "" if nothing is left.
    """
    spelling = load_spelling()
    plain = _plain_letters(text, spelling)
    plain = _DOTTED.sub(lambda match: match[1].replace(".", ""), plain)
    plain = _BROKEN.sub(r"\1*\2", plain)
    plain = _SPACED.sub(lambda match: _join_spaced(match.group(), spelling), plain)
    words: list[str] = []
    for typed in _TOKEN.findall(plain):
        words.extend(_mark(typed) if typed in ".,?!;:\n" else _read(typed, spelling))
    return _in_one_spelling(" ".join(_once(words)), spelling)


def _plain_letters(text: str, spelling: Spelling) -> str:
    """Compatibility forms, look-alikes and accents brought to a-z; invisible characters gone, pictures read or gone."""
    folded = unicodedata.normalize("NFKC", text).translate(spelling.signs).translate(spelling.marks).casefold()
    decomposed = unicodedata.normalize("NFKD", folded.translate(spelling.lookalikes))
    return _NOT_WORDS.sub(" ", _INVISIBLE.sub("", decomposed)).translate(spelling.lookalikes)


def _join_spaced(run: str, spelling: Spelling) -> str:
    """Letters set apart, read as words: the parting of the joined letters that uses known words only."""
    if len(run) > MOST_SPACED:
        return run
    pieces = ["".join(re.findall(r"[a-z0-9@$!]", piece)) for piece in re.split(r" {2,}", run)]
    read = [part(undisguise(piece, spelling), spelling) for piece in pieces]
    return " ".join(piece for piece in read if piece) if all(read) else run


def _mark(sign: str) -> list[str]:
    return ["." if sign == "\n" else sign]


def _read(typed: str, spelling: Spelling) -> list[str]:
    """One typed word as the words it stands for, and the mark at its end."""
    body = typed.rstrip("!|+*'").lstrip("*'|!+")
    ending = typed[len(typed.rstrip("!|+*'")) :]
    marks = ["!"] if "!" in ending else []
    if not body:
        return marks
    if "*" in ending and len(body) > 1 and body not in spelling.words and not spelling.is_word(body):
        body += ending.rstrip("!|+'")
    if body not in spelling.words and "-" in body:
        return [word for piece in body.split("-") for word in _read(piece, spelling)] + marks
    return expand(body, spelling).split() + marks


def _once(words: Iterable[str]) -> list[str]:
    """Without the doubles of stammered words and repeated marks."""
    return [word for word, _ in itertools.groupby(words)]


def _in_one_spelling(text: str, spelling: Spelling) -> str:
    """ "'s" read, and phrases of several words in one spelling: "any more" is "anymore"."""
    whole = _IS.sub(" is", text).replace(" 's", "")
    return spelling.phrase.sub(lambda match: spelling.phrases[match.group()], whole)
