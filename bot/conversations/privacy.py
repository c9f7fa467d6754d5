"""What clients are told of their privacy, as the settings in force make it true; and the map of where data is kept.

Words are in data/wording/website.yml under `privacy`, in each language of the notice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.settings import Settings

# A connection to these does not leave the machine.
_HERE = frozenset({"", "localhost", "127.0.0.1", "::1"})
# What the words may name, beside the practice's facts.
KEYS = frozenset({"where_kept", "staff_told"})


@dataclass(frozen=True)
class Privacy:
    """
    Attributes:
        database_elsewhere, limits_elsewhere: they are on another machine than the website process.
        tells_by_mail, tells_by_webhook: staff are told when crisis contacts were shown.
    """

    database_elsewhere: bool = False
    limits_elsewhere: bool = False
    tells_by_mail: bool = False
    tells_by_webhook: bool = False

    @classmethod
    def of(cls, settings: Settings) -> Privacy:
        return cls(
            database_elsewhere=is_elsewhere(settings.database_url),
            limits_elsewhere=is_elsewhere(settings.redis_url),
            tells_by_mail=bool(settings.notice_emails),
            tells_by_webhook=bool(settings.notice_webhook),
        )

    def values(self, words: Mapping[str, Any]) -> dict[str, str]:
        """The sentences for KEYS, in the language of the words (`privacy` of data/wording/website.yml)."""
        where = ["database" if self.database_elsewhere else "here"] + ["limits"] * self.limits_elsewhere
        told = ["mail"] * self.tells_by_mail + ["webhook"] * self.tells_by_webhook
        return {
            "where_kept": " ".join(str(words[name]) for name in where),
            "staff_told": " ".join(str(words[name]) for name in told),
        }


def is_elsewhere(address: str) -> bool:
    """Whether a database or a service is reached over a network; a file or a socket is not."""
    return (urlsplit(address).hostname or "") not in _HERE
