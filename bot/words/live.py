"""What words the live model was made of, which tells whether words were changed since they were last published."""

from __future__ import annotations

import json
import re
from datetime import datetime, timezone
from pathlib import Path

from bot.words.files import WordFiles, replace_file
from bot.words.wording_file import PUBLISHED, SUBJECT, source_of

# Archives are named by the moment at which their training began (UTC).
_BEGAN = re.compile(r"(\d{8}-\d{6})")


# Beside the models: the words of each, named by the fingerprint of what it was made from.
_WORDS = "words"
# More than the registry holds models.
_KEPT = 12


def keep_words(models: Path, fingerprint: str, files: WordFiles) -> None:
    """Keep the files of words as they are, for what is made of them; nothing if that was done before."""
    path = models / _WORDS / f"{fingerprint}.json"
    if path.is_file():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    sources = {label: files.source(label) for label in files.labels()}
    sources.update({SUBJECT + name: source_of(files, name) for name in sorted(PUBLISHED)})
    replace_file(path, json.dumps(sources))
    for old in sorted(path.parent.glob("*.json"), key=lambda each: each.stat().st_mtime)[:-_KEPT]:
        old.unlink(missing_ok=True)


def live_words(models: Path) -> dict[str, str] | None:
    """The text of each file that the live model was made of, by subject; None if nobody kept them."""
    try:
        fingerprint = json.loads((models / "current.json").read_text("utf-8"))["fingerprint"]
        found: dict[str, str] = json.loads((models / _WORDS / f"{fingerprint}.json").read_text("utf-8"))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found


def live_since(models: Path) -> datetime | None:
    """When the live model began to be made (naive UTC); None if there is none."""
    try:
        current = json.loads((models / "current.json").read_text("utf-8"))
        began = _BEGAN.match(current["model"])
        if began:
            return datetime.strptime(began[1], "%Y%m%d-%H%M%S")
        made = datetime.fromisoformat(current["trained_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return made.astimezone(timezone.utc).replace(tzinfo=None)
