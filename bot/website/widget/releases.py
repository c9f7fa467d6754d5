"""The element's script under a name made of its content, this release's and those before it.

The embedding snippet names the script with an integrity hash, so those bytes must stay: a page that was given an older
snippet goes on with the older script until somebody pastes the new one.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

_NAME = re.compile(r"practice-chat\.[0-9a-f]{16}\.js")


def name_of(script: bytes) -> str:
    """File name of a script. The same name means the same bytes, so browsers may keep it for good."""
    return f"practice-chat.{hashlib.sha256(script).hexdigest()[:16]}.js"


def keep(folder: Path, script: bytes) -> None:
    """Add a script to those kept, unless it is there.

    Raises:
        OSError: the folder cannot be written.
    """
    path = folder / name_of(script)
    if path.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    # Another process that starts at the same time writes the same bytes.
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(script)
    unfinished.replace(path)


def find(folder: Path, name: str) -> bytes | None:
    """The kept script of this name; None if there is none."""
    path = folder / name
    return path.read_bytes() if _NAME.fullmatch(name) and path.is_file() else None
