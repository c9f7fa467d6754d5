"""Talks with the website process as a client's page does."""

from __future__ import annotations

import uuid
from typing import Any

import requests

SECONDS = 20.0


class WebsiteClient:
    """A conversation, from agreeing to the notice to deleting it.

    Raises:
        requests.RequestException: the website does not answer, or with an error.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._headers: dict[str, str] = {}
        notice = self._call("GET", "/api/notice").json()["version"]
        started = self._call("POST", "/api/conversations", {"notice": notice}).json()
        self._headers = {"Authorization": f"Bearer {started['token']}"}

    def ask(self, text: str) -> dict[str, Any]:
        """The answer to a message, in the API's shape."""
        answer: dict[str, Any] = self._call("POST", "/api/messages", {"id": str(uuid.uuid4()), "text": text}).json()
        return answer

    def delete(self) -> None:
        """End the conversation; nothing of it is kept."""
        self._call("DELETE", "/api/conversations")

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> requests.Response:
        response = requests.request(method, self._url + path, json=body, headers=self._headers, timeout=SECONDS)
        response.raise_for_status()
        return response
