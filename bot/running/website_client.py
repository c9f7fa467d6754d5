"""Talks with the website process as a client's page does."""

from __future__ import annotations

import uuid
from typing import Any

import requests

from bot.loopback import local_session

SECONDS = 20.0


class WebsiteClient:
    """A conversation, from agreeing to the notice to deleting it.

    Raises:
        requests.RequestException: the website does not answer, or with an error.
    """

    def __init__(self, url: str) -> None:
        self._url, self._http = url, local_session()
        self._headers: dict[str, str] = {}
        notice = self._call("GET", "/api/notice").json()
        started = self._call("POST", "/api/conversations", {"notice": notice["version"]}).json()
        self._headers = {"Authorization": f"Bearer {started['token']}"}
        self.notice: str = notice["text"]
        self.greeting: list[dict[str, Any]] = started["messages"]

    def ask(self, text: str) -> dict[str, Any]:
        """The answer to a message, in the API's shape."""
        return self._send({"text": text})

    def press(self, payload: str) -> dict[str, Any]:
        """The answer to a button, in the API's shape."""
        return self._send({"payload": payload})

    def delete(self) -> None:
        """End the conversation; nothing of it is kept."""
        self._call("DELETE", "/api/conversations")

    def _send(self, said: dict[str, str]) -> dict[str, Any]:
        answer: dict[str, Any] = self._call("POST", "/api/messages", {"id": str(uuid.uuid4()), **said}).json()
        return answer

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> requests.Response:
        response = self._http.request(method, self._url + path, json=body, headers=self._headers, timeout=SECONDS)
        response.raise_for_status()
        return response
