"""Secrets that this installation makes for itself, and keeps in its state directory."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from bot.settings import SettingsError


def own_folder(path: Path) -> None:
    """Make the folder of the state, which holds secrets and what clients wrote.

    Raises:
        SettingsError: this account cannot write there.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"STATE_DIR: {path} cannot be made ({error.strerror}); choose another folder") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise SettingsError(f"STATE_DIR: this account cannot write in {path}; choose another folder")


def kept_secret(path: Path) -> str:
    """The secret in a file that only this account may read; the first call makes it, in whichever process it comes."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _make(path)
    return path.read_text("ascii")


def _make(path: Path) -> None:
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))
        # The name is given to a whole file, for workers start together; of two secrets the first one stays.
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        os.unlink(draft)
