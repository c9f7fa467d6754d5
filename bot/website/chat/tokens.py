"""The signed token that stands for a client's conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from itsdangerous import BadData, URLSafeTimedSerializer


class TokenError(Exception):
    """The token is missing or wrong."""


@dataclass(frozen=True)
class Token:
    conversation_id: str
    age: timedelta


@dataclass(frozen=True)
class Tokens:
    secret_key: str

    def make(self, conversation_id: str) -> str:
        return str(self._serializer().dumps(conversation_id))

    def read(self, header: str) -> Token:
        """What a request's Authorization header stands for.

        Raises:
            TokenError: see there.
        """
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer":
            raise TokenError
        try:
            conversation_id, made_at = self._serializer().loads(token, return_timestamp=True)
        except BadData:
            raise TokenError from None
        return Token(str(conversation_id), datetime.now(timezone.utc) - made_at)

    def _serializer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.secret_key, salt="conversation")
