# ruff: noqa: RUF001 (look-alike letters and marks are what is tested)
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.danger.normalise import normalise, readings


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        # case, marks, white space
        ("I WANT TO DIE", "i want to die"),
        ("hello...   there\n\nyou", "hello . there . you"),
        ("why?!", "why ? !"),
        ("“quoted” words", "quoted words"),
        # contractions
        ("I don’t", "i do not"),
        ("i dont", "i do not"),
        ("can't / cannot / cant", "can not can not can not"),
        ("I'm, I've, I'll, I'd", "i am , i have , i will , i would"),
        ("he's crying, his brother's car", "he is crying , his brother car"),
        ("my baby's choking", "my baby is choking"),
        ("gonna wanna gotta", "going to want to have to"),
        # scripts and forms
        ("ѕuісіdаl", "suicidal"),
        ("ｋｉｌｌ ｍｙｓｅｌｆ", "kill myself"),
        ("𝓴𝓲𝓵𝓵 𝖒𝖞𝖘𝖊𝖑𝖋", "kill myself"),
        ("súïcídé", "suicide"),
        ("ki\u200bll my\u00adself", "kill myself"),
        ("kill 🙂 myself", "kill myself"),
        ("🔪🩸 again", "signknife signblood again"),
        ("took all 💊", "took all signpills"),
        # disguises
        ("k1ll mys3lf", "kill myself"),
        ("su!c!d3", "suicide"),
        ("d34d", "dead"),
        ("@ssault", "assault"),
        ("k*ll, s**cide, r*ped", "kill , suicide , raped"),
        ("s/icide", "suicide"),
        ("k i l l  m y s e l f", "kill myself"),
        ("i w a n t t o d i e", "i want to die"),
        ("s.u.i.c.i.d.a.l", "suicidal"),
        ("s-u-i-c-i-d-e", "suicide"),
        ("self-harm", "self harm"),
        ("o.d. and s.h.", "overdose and self harm"),
        # drawn out, run together, misspelt
        ("pleeeease heeelp", "please help"),
        ("iwant todie", "i want to die"),
        ("suicidle thougts", "suicidal thoughts"),
        ("i wnat to kil mysef", "i want to kill myself"),
        ("siezure, unconcious, overdsed", "seizure , unconscious , overdosed"),
        ("i tok al my pils", "i took all my pills"),
        ("any more, any longer", "anymore , anymore"),
        # slang
        ("kms", "kill myself"),
        ("unalive", "kill"),
        ("sewer slide", "suicide"),
        ("want 2 die 2nite", "want to die tonight"),
        ("SA'd by him", "sexually assaulted by him"),
        ("od'd rn", "overdosed right now"),
        # what must stay as it is
        ("10am, 2 pm, 20mg, the 3rd, room 12", "10am , 2 pm , 20mg , the 3rd , room 12"),
        ("the therapist is in Lindenweg 8", "the therapist is in lindenweg 8"),
        ("billing, chilling, skills, and a grape", "billing , chilling , skills , and a grape"),
        ("overdone, roundish, x-rayed", "overdone , roundish , x rayed"),
        ("w/o it", "with o it"),
        ("", ""),
        ("   \n ", "."),
    ],
)
def test_normalise(typed: str, read: str) -> None:
    assert normalise(typed) == read


@given(st.text(max_size=300))
def test_normalise_takes_any_text(text: str) -> None:
    read = normalise(text)
    assert read == " ".join(read.split())
    assert read == read.lower()


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz .,?", max_size=200))
def test_normalise_of_plain_words_is_stable(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == normalise(normalise(once))


@pytest.mark.parametrize("letter", ["a", "1", "*", "'", "@", "a ", "a.", "!|"])
def test_normalise_of_endless_runs_is_quick(letter: str) -> None:
    assert isinstance(normalise(letter * 4000), str)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("ill do it", "i will do it"),
        ("my sons suicidal", "my son is suicidal"),
        ("i broke my wifes nose", "i broke my wife nose"),
        ("killlll", "kill"),
    ],
)
def test_message_is_read_with_what_was_left_out_or_held_down(typed: str, read: str) -> None:
    assert read in readings(typed)


def test_message_with_nothing_left_out_is_read_once() -> None:
    assert readings("can I move Tuesday?") == ["can i move tuesday ?"]
