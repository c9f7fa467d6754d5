from __future__ import annotations

import pytest

from bot.danger.gate import Gate


@pytest.fixture(scope="session")
def gate() -> Gate:
    """The gate, loaded once."""
    return Gate.load()
