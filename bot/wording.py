"""The words of data/wording, as they stand in their files: an edit is read with the next answer, in every process."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from bot.settings import PROJECT_ROOT
from bot.yaml_reading import YamlError, load_yaml

log = logging.getLogger(__name__)

WORDING = PROJECT_ROOT / "data" / "wording"
# What was last read of a file, with the time of its change (ns).
_seen: dict[Path, tuple[int, dict[str, Any]]] = {}


def wording(name: str) -> dict[str, Any]:
    """The words of data/wording/<name>.yml; the last ones read while the file is missing or broken.

    Raises:
        YamlError: it cannot be read, and never was.
    """
    path = WORDING / f"{name}.yml"
    changed_at, known = _seen.get(path, (None, None))
    try:
        now = path.stat().st_mtime_ns
        if known is None or now != changed_at:
            known = load_yaml(path)
            _seen[path] = (now, known)
    except (OSError, YamlError) as error:
        if known is None:
            raise YamlError(f"{path.name}: cannot be read: {error}") from error
        log.error("data/wording/%s.yml cannot be read (%s): the last words serve", name, type(error).__name__)
    return known
