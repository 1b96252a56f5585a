"""A headless Chromium, driven over its own debugging protocol: enough to open a page, look, click and listen."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websocket import WebSocket, WebSocketTimeoutException, create_connection

NAMES = ("chromium", "chromium-browser", "google-chrome")
START = 60.0  # seconds until the browser must be up
PATIENCE = 60.0  # seconds until a page must have done what it is asked


class BrowserError(AssertionError):
    """A page did not do what was asked of it."""


class Browser:
    """One page of a browser. ``requests`` and ``errors``: what it asked for and complained of since it was opened."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._number = 0
        self.requests: list[str] = []
        self.errors: list[str] = []
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")

    def _call(self, method: str, **parameters: Any) -> Any:
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            message = self._receive()
            if message.get("id") == self._number:
                if "error" in message:
                    raise BrowserError(f"{method}: {message['error']['message']}")
                return message["result"]
        raise BrowserError(f"{method}: no answer")

    def _receive(self) -> dict[str, Any]:
        try:
            message: dict[str, Any] = json.loads(self._socket.recv())
        except WebSocketTimeoutException:
            return {}
        self._note(message)
        return message

    def _note(self, message: dict[str, Any]) -> None:
        given = message.get("params", {})
        if message.get("method") == "Network.requestWillBeSent":
            self.requests.append(given["request"]["url"])
        elif message.get("method") == "Runtime.exceptionThrown":
            self.errors.append(json.dumps(given["exceptionDetails"], ensure_ascii=False)[:2000])
        elif message.get("method") == "Runtime.consoleAPICalled" and given["type"] in ("error", "assert"):
            self.errors.append(json.dumps(given["args"], ensure_ascii=False)[:2000])
        elif message.get("method") == "Log.entryAdded" and given["entry"]["level"] == "error":
            self.errors.append(f"{given['entry']['text']} ({given['entry'].get('url', '')})")

    def open(self, address: str | Path) -> None:
        """Open a page (a file, or an address) and wait until it is loaded; forget what was heard before."""
        if isinstance(address, Path):
            address = address.resolve().as_uri()
        self.requests.clear()
        self.errors.clear()
        self._call("Page.navigate", url="about:blank")  # an anchor alone would load nothing
        self.until("location.href === 'about:blank'")
        self._call("Page.navigate", url=address)
        self.until("location.href !== 'about:blank' && document.readyState === 'complete'")

    def evaluate(self, expression: str) -> Any:
        """The value of an expression of JavaScript in the page."""
        done = self._call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in done:
            raise BrowserError(f"{expression}: {done['exceptionDetails']}")
        return done["result"].get("value")

    def until(self, expression: str, patience: float = PATIENCE) -> None:
        """Wait until an expression holds; a page that is being replaced cannot be asked, and is asked again."""
        ends = time.monotonic() + patience
        while time.monotonic() < ends:
            try:
                if self.evaluate(expression):
                    return
            except BrowserError:
                pass
            time.sleep(0.1)
        raise BrowserError(f"never came true: {expression}")

    def click(self, selector: str) -> None:
        """Scroll to the first element of a selector and click into its middle, as a person would."""
        self.until("document.readyState === 'complete'")
        found = self.evaluate(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)}); if (!e) return null;"
            "e.scrollIntoView({block: 'center', behavior: 'instant'}); const r = e.getBoundingClientRect();"
            "return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        if found is None:
            raise BrowserError(f"nothing to click: {selector}")
        for kind in ("mousePressed", "mouseReleased"):
            self._call("Input.dispatchMouseEvent", type=kind, x=found[0], y=found[1], button="left", clickCount=1)

    def press(self, key: str, code: int, text: str = "", modifiers: int = 0) -> None:
        """Press and release a key; ``code`` is its Windows virtual key code, ``modifiers`` 8 for shift."""
        given = {"key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": modifiers}
        self._call("Input.dispatchKeyEvent", type="keyDown", text=text, **given)
        self._call("Input.dispatchKeyEvent", type="keyUp", **given)

    def picture(self, path: Path, width: int = 1300, height: int = 1000) -> None:
        """What the window shows now, as PNG."""
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        path.write_bytes(base64.b64decode(self._call("Page.captureScreenshot")["data"]))

    def printed(self, path: Path) -> None:
        """The page as PDF."""
        path.write_bytes(base64.b64decode(self._call("Page.printToPDF", printBackground=False)["data"]))


def chromium() -> str:
    """The path of a Chromium; skips the test where there is none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"no browser is here ({', '.join(NAMES)})")
    return found


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """A browser with a profile of its own in ``folder``; skips the test where there is none."""
    profile = folder / "profile"
    call = [
        chromium(), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--remote-debugging-port=0",
        "--remote-allow-origins=*", "--window-size=1300,1000", f"--user-data-dir={profile}", "about:blank",
    ]  # fmt: skip
    process = subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        socket = create_connection(_page_address(profile, process), timeout=5, max_size=None)
        yield Browser(socket)
        socket.close()
    finally:
        process.terminate()
        process.wait(20)


def _page_address(profile: Path, process: subprocess.Popen[bytes]) -> str:
    """Where the browser's first page listens."""
    ends = time.monotonic() + START
    place = profile / "DevToolsActivePort"
    while time.monotonic() < ends:
        if process.poll() is not None:
            pytest.skip(f"the browser does not start here (exit status {process.returncode})")
        if place.is_file() and (lines := place.read_text(encoding="utf-8").splitlines()):
            with urllib.request.urlopen(f"http://127.0.0.1:{lines[0]}/json") as answer:
                pages = [one for one in json.load(answer) if one["type"] == "page"]
            if pages:
                return str(pages[0]["webSocketDebuggerUrl"])
        time.sleep(0.1)
    raise BrowserError("the browser did not come up")
