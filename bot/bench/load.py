"""Clients that write at the same time, and how long each waits for an answer."""

from __future__ import annotations

import asyncio
import re
import statistics
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import aiohttp

# Clients, and messages of each: enough for a median, few enough for a laptop.
LOADS = ((1, 40), (10, 8), (50, 4))
PATIENCE = 60.0

Send = Callable[[aiohttp.ClientSession, str, str], Awaitable[bool]]


@dataclass(frozen=True)
class Waits:
    """Milliseconds that clients waited: the median, and what 95 of 100 stayed below; and messages not answered."""

    median: float
    slow: float
    failed: int


def measure(clients: int, each: int, texts: Sequence[str], send: Send) -> Waits:
    """Let clients write at the same time, each the next message when it has its answer."""
    return asyncio.run(_measure(clients, each, texts, send))


async def _measure(clients: int, each: int, texts: Sequence[str], send: Send) -> Waits:
    waited: list[float] = []
    failed = 0

    async def client(session: aiohttp.ClientSession, number: int) -> None:
        nonlocal failed
        name = f"bench-{uuid.uuid4().hex}"
        for turn in range(each):
            started = time.perf_counter()
            answered = await send(session, name, texts[(number * each + turn) % len(texts)])
            waited.append(1000 * (time.perf_counter() - started))
            failed += not answered

    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:
        await asyncio.gather(*(client(session, number) for number in range(clients)))
    waited.sort()
    return Waits(statistics.median(waited), waited[int(0.95 * len(waited))], failed)


def to_our_rasa(url: str) -> Send:
    """Messages to this project's channel."""
    return _to_rasa(f"{url}/webhooks/website/webhook", lambda answer: bool(answer.get("messages")))


def to_plain_rasa(url: str) -> Send:
    """Messages to Rasa's own REST channel."""
    return _to_rasa(f"{url}/webhooks/rest/webhook", bool)


def _to_rasa(address: str, answers: Callable[[Any], bool]) -> Send:
    async def send(session: aiohttp.ClientSession, sender: str, text: str) -> bool:
        try:
            async with session.post(address, json={"sender": sender, "message": text}) as response:
                return response.status == 200 and answers(await response.json())
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return False

    return send


def to_website(url: str) -> Send:
    """Messages to the website process, as the page sends them; each client in a conversation of its own."""
    tokens: dict[str, str] = {}

    async def send(session: aiohttp.ClientSession, sender: str, text: str) -> bool:
        if sender not in tokens:
            async with session.get(f"{url}/api/notice") as response:
                notice = (await response.json())["version"]
            async with session.post(f"{url}/api/conversations", json={"notice": notice}) as response:
                tokens[sender] = (await response.json())["token"]
        headers = {"Authorization": f"Bearer {tokens[sender]}"}
        body = {"id": str(uuid.uuid4()), "text": text}
        async with session.post(f"{url}/api/messages", json=body, headers=headers) as response:
            return response.status == 200 and (await response.json())["answered_by"] == "assistant"

    return send


def to_website_first_time(url: str) -> Send:
    """A whole first visit for each message: the page, its script, the notice, a new conversation, the message."""

    async def send(session: aiohttp.ClientSession, sender: str, text: str) -> bool:
        async with session.get(f"{url}/chat") as response:
            script = re.search(r'<script[^>]* src="([^"]+)"', await response.text())
        if script is None:
            return False
        async with session.get(urljoin(f"{url}/chat", script[1])) as response:
            await response.read()
        return await to_website(url)(session, sender, text)

    return send
