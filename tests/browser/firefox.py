"""Debian's Firefox, driven by WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi/), which it speaks by itself.

Playwright drives only its own Firefox, and Debian has no geckodriver. This is what a short visit to a page needs of the
protocol, no more.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import websockets

# Longest wait for what a visitor would see at once; nothing waits this long unless it fails.
PATIENCE = 30
# Nothing of Firefox itself may ask other hosts.
PREFERENCES = {
    "app.update.enabled": False,
    "browser.newtabpage.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}
KEYS = {"Enter": "\ue007", "Tab": "\ue004", "Escape": "\ue00c"}
WATCH_POLICY = """() => {
    window.violations = [];
    addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective + event.blockedURI));
}"""


def executable() -> str | None:
    return shutil.which("firefox-esr") or shutil.which("firefox")


class Firefox:
    """One window at a time. Elements are found by accessible role and name, as a screen reader finds them."""

    def __init__(self, run: Callable[[Coroutine[Any, Any, Any]], Any]) -> None:
        self._run = run
        self._number = 0
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._socket: Any = None
        # Addresses that are answered here, with an empty page of this title.
        self.elsewhere: dict[str, str] = {}
        self.requested: list[str] = []
        self.errors: list[str] = []
        self.window = ""

    def connect(self, address: str) -> None:
        self._run(self._connect(address))
        self.command("session.new", capabilities={})
        self.command("session.subscribe", events=["network.beforeRequestSent", "log.entryAdded"])
        self.command("network.addIntercept", phases=["beforeRequestSent"])
        self.command("script.addPreloadScript", functionDeclaration=WATCH_POLICY)

    @contextmanager
    def window_of_its_own(self) -> Iterator[Firefox]:
        """A window that shares no storage with those before it, until the block ends."""
        visitor = self.command("browser.createUserContext")["userContext"]
        self.window = self.command("browsingContext.create", type="tab", userContext=visitor)["context"]
        self.requested.clear()
        self.errors.clear()
        try:
            yield self
        finally:
            self.command("browser.removeUserContext", userContext=visitor)

    async def _connect(self, address: str) -> None:
        self._socket = await websockets.connect(address, max_size=None)  # type: ignore[attr-defined]
        self._listening = asyncio.ensure_future(self._listen())

    async def _listen(self) -> None:
        while True:
            try:
                text = await self._socket.recv()
            except websockets.ConnectionClosed:  # type: ignore[attr-defined]
                return
            message = json.loads(text)
            if message["type"] == "event":
                await self._handle(message["method"], message["params"])
            elif message.get("id") in self._answers:
                self._answers.pop(message["id"]).set_result(message)

    async def _handle(self, event: str, params: dict[str, Any]) -> None:
        if event == "log.entryAdded" and params["level"] == "error":
            self.errors.append(str(params["text"]))
        elif event == "network.beforeRequestSent" and params["isBlocked"]:
            request, url = params["request"]["request"], params["request"]["url"]
            self.requested.append(url)
            if url in self.elsewhere:
                # Without an icon of its own the browser would ask for one there.
                markup = f'<link rel="icon" href="data:,"><title>{self.elsewhere[url]}</title>'
                page = base64.b64encode(markup.encode()).decode()
                kind = {"name": "Content-Type", "value": {"type": "string", "value": "text/html"}}
                body = {"type": "base64", "value": page}
                await self._send("network.provideResponse", request=request, statusCode=200, headers=[kind], body=body)
            else:
                await self._send("network.continueRequest", request=request)

    async def _send(self, method: str, **params: Any) -> asyncio.Future[dict[str, Any]]:
        self._number += 1
        answer = self._answers[self._number] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps({"id": self._number, "method": method, "params": params}))
        return answer

    def command(self, method: str, **params: Any) -> dict[str, Any]:
        """What the browser answers to a command.

        Raises:
            RuntimeError: it answers with an error.
        """

        async def ask() -> dict[str, Any]:
            return await asyncio.wait_for(await self._send(method, **params), PATIENCE)

        answer = self._run(ask())
        if answer["type"] == "error":
            raise RuntimeError(f"{method}: {answer['error']}: {answer['message']}")
        result: dict[str, Any] = answer["result"]
        return result

    def close(self) -> None:
        self.command("browser.close")

    def visit(self, url: str) -> None:
        self.command("browsingContext.navigate", context=self.window, url=url, wait="complete")

    def evaluate(self, function: str, *arguments: dict[str, Any]) -> Any:
        """What a JavaScript function gives, as JSON; arguments are BiDi values."""
        result = self.command(
            "script.callFunction",
            functionDeclaration=f"async (...given) => JSON.stringify(await ({function})(...given) ?? null)",
            arguments=list(arguments),
            awaitPromise=True,
            target={"context": self.window},
        )
        if result["type"] == "exception":
            raise RuntimeError(result["exceptionDetails"]["text"])
        return json.loads(result["result"]["value"])

    def find(self, role: str, name: str) -> dict[str, Any] | None:
        """The first element of the chat with this role and name."""
        # Firefox looks for accessible names in one tree at a time: the chat's is a shadow tree.
        css = {"type": "css", "value": "practice-chat"}
        (host,) = self._locate(css, serializationOptions={"includeShadowTree": "open"})
        root = host["value"]["shadowRoot"]
        locator = {"type": "accessibility", "value": {"role": role, "name": name}}
        nodes = self._locate(locator, startNodes=[{"sharedId": root["sharedId"]}]) if root else []
        return {"sharedId": nodes[0]["sharedId"]} if nodes else None

    def _locate(self, locator: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
        found = self.command("browsingContext.locateNodes", context=self.window, locator=locator, **more)
        return list(found["nodes"])

    def get(self, role: str, name: str) -> dict[str, Any]:
        """The element with this role and name, as soon as it is there."""
        found: dict[str, Any] = self.wait(lambda: self.find(role, name), f"{role} {name!r}")
        return found

    def wait(self, look: Callable[[], Any], what: str) -> Any:
        """What `look` gives, as soon as it gives something.

        Raises:
            AssertionError: it gave nothing for a long time.
        """
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            found = look()
            if found:
                return found
            self.evaluate("() => new Promise(requestAnimationFrame)")
        raise AssertionError(f"not seen in Firefox: {what}")

    def click(self, role: str, name: str) -> None:
        element = self.get(role, name)
        self.evaluate("(node) => node.scrollIntoView({ block: 'nearest', behavior: 'instant' })", element)
        move = {"type": "pointerMove", "x": 0, "y": 0, "origin": {"type": "element", "element": element}}
        press = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self._act({"type": "pointer", "id": "mouse", "actions": [move, *press]})

    def type(self, text: str) -> None:
        """Press the keys of a text, or one of KEYS by its name."""
        keys = [KEYS[text]] if text in KEYS else list(text)
        both = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keyboard", "actions": both})

    def _act(self, source: dict[str, Any]) -> None:
        self.command("input.performActions", context=self.window, actions=[source])

    @property
    def url(self) -> str:
        return str(self.command("browsingContext.getTree", root=self.window)["contexts"][0]["url"])

    def picture(self, path: Path) -> None:
        data = self.command("browsingContext.captureScreenshot", context=self.window)["data"]
        path.write_bytes(base64.b64decode(data))


@contextmanager
def started(program: str, profile: Path, **preferences: Any) -> Iterator[Firefox]:
    """Firefox with a profile of its own, until the block ends.

    Args:
        preferences: further ones, their names with "_" for ".".
    """
    wanted = {**PREFERENCES, **{name.replace("_", "."): value for name, value in preferences.items()}}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in wanted.items()]
    (profile / "user.js").write_text("\n".join(lines), "utf-8")
    command = [program, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port=0"]
    loop = asyncio.new_event_loop()
    # Playwright has a loop of its own running in the tests' thread.
    threading.Thread(target=loop.run_forever, daemon=True).start()
    process = subprocess.Popen([*command, "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        firefox = Firefox(lambda work: asyncio.run_coroutine_threadsafe(work, loop).result())
        firefox.connect(_listening_at(process) + "/session")
        yield firefox
        firefox.close()
    finally:
        process.kill()
        process.wait()
        loop.call_soon_threadsafe(loop.stop)


def _listening_at(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        found = re.search(r"WebDriver BiDi listening on (ws://\S+)", line)
        if found:
            # Whatever else Firefox says is read away, or it would stand still with a full pipe.
            threading.Thread(target=process.stderr.read, daemon=True).start()
            return found[1]
    raise AssertionError(f"Firefox did not start: {''.join(said)}")
