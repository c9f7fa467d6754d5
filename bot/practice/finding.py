"""One thing that was found in a record."""

from __future__ import annotations

from dataclasses import dataclass

from bot.practice.wording import wording


@dataclass(frozen=True)
class Finding:
    """What is wrong or missing, in plain words.

    Attributes:
        field: dotted name of the field to mend, as in a practice file, such as "statements.cancel_channel".
    """

    field: str
    message: str
    kind: str = "gap"

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"


def found(kind: str, field: str, /, part: str = "contradictions", **values: object) -> Finding:
    """A finding in the words of data/wording/record_check.yml."""
    return Finding(field, str(wording("record_check")[part][kind]).format(**values), kind)
