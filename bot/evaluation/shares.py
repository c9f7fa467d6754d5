"""Shares of messages, with how sure one can be of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.danger.measure import wilson


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    hits: int
    total: int

    @classmethod
    def of(cls, outcomes: Iterable[bool]) -> Share:
        """The share that is true."""
        counted = [bool(outcome) for outcome in outcomes]
        return cls(sum(counted), len(counted))

    @property
    def rate(self) -> float:
        """0 to 1; 0 for a share of nothing."""
        return self.hits / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % confidence interval (Wilson 1927)."""
        return wilson(self.hits, self.total)

    @property
    def cells(self) -> list[str]:
        """For a table: count, percent, interval."""
        low, high = (abs(round(100 * end, 1)) for end in self.interval)
        return [f"{self.hits}/{self.total}", f"{100 * self.rate:.1f} %", f"{low:.1f} - {high:.1f}"]
