"""Where Rasa's workers get their model from, and the token that they show there."""

from __future__ import annotations

from bot.kept_secret import kept_secret
from bot.settings import Settings

MODEL_PATH = "/models/current"


def models_token(settings: Settings) -> str:
    """The token.

    An address alone would not do: behind a web server on the same machine every request comes from loopback.
    """
    return kept_secret(settings.state_dir / "models_token")
