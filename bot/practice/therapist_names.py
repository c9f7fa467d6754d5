"""What clients say for a therapist: the recorded name, its first and last word, a title with the last, the aliases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from bot.practice.record import Therapist

# The entity for a name that several therapists have; its value are their ids, with spaces between.
NAMESAKES = "namesakes"


def names_said(
    therapists: Iterable[Therapist], titles: Collection[str], ordinary: Collection[str]
) -> Mapping[str, tuple[str, ...]]:
    """The ids of the therapists that each name may mean, more than one where they share it.

    Args:
        titles: such as "dr" and "ms", in small letters and without a full stop.
        ordinary: words in small letters that are names too, such as "grace" and "will". Alone they name nobody, unless
            they are recorded as an alias.
    """
    meant: defaultdict[str, list[str]] = defaultdict(list)
    for therapist in therapists:
        for name in {*_derived(therapist.name, titles, ordinary), *map(_plain, (therapist.name, *therapist.aliases))}:
            meant[name].append(therapist.id)
    return {name: tuple(ids) for name, ids in meant.items()}


def _derived(name: str, titles: Collection[str], ordinary: Collection[str]) -> set[str]:
    # "Kim Walsh, LCSW": what stands after a comma is no name.
    words = [word for word in _plain(name).split(",")[0].split() if word.rstrip(".") not in titles]
    if not words:
        return set()
    ends = {words[0], words[-1]}
    titled = {f"{title}{dot} {word}" for title in titles for dot in ("", ".") for word in ends}
    return {" ".join(words), *titled, *(word for word in ends if len(word) > 1 and word not in ordinary)}


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
