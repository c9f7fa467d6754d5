"""Where Rasa's workers get their model from, and the token that they show there."""

from __future__ import annotations

import secrets

from bot.settings import Settings

MODEL_PATH = "/models/current"


def models_token(settings: Settings) -> str:
    """The token, made once and kept in the state directory.

    An address alone would not do: behind a web server on the same machine every request comes from loopback.
    """
    path = settings.state_dir / "models_token"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(32))
    except FileExistsError:
        pass
    return path.read_text("ascii")
