"""A real Chromium, driven through its debugging pipe: no driver program and no package needed.

Messages are JSON, each ended by a NUL, on file descriptors 3 (to the browser) and 4 (from it).
Forms are filled and clicked as a person does, so it works with scripts switched off.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
TIMEOUT_S = 60


def find_chromium() -> str | None:
    """The program, if this machine has one."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)


@contextmanager
def chromium(program: str) -> Iterator[Page]:
    """One page of a fresh profile; the browser is gone afterwards."""
    to_browser, from_browser = os.pipe(), os.pipe()
    profile = tempfile.mkdtemp(prefix="sunledger-chromium-")
    flags = [*FLAGS, f"--user-data-dir={profile}"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")  # Chromium refuses to run as root with it

    def give_pipes() -> None:
        # Moved out of the way first: either may itself be 3 or 4.
        reading, writing = os.dup(to_browser[0]), os.dup(from_browser[1])
        high_reading, high_writing = os.dup2(reading, 63), os.dup2(writing, 64)
        os.dup2(high_reading, 3)
        os.dup2(high_writing, 4)

    process = subprocess.Popen(
        [program, *flags, "about:blank"],
        preexec_fn=give_pipes,
        close_fds=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(to_browser[0])
    os.close(from_browser[1])
    try:
        yield Page(to_browser[1], from_browser[0])
    finally:
        os.close(to_browser[1])
        os.close(from_browser[0])
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait()
        shutil.rmtree(profile, ignore_errors=True)


class Page:
    """The one page: addresses, forms, pictures, and every request it has made."""

    def __init__(self, writing: int, reading: int) -> None:
        self._writing, self._reading = writing, reading
        self._buffer, self._last = b"", 0
        self._events: list[dict[str, Any]] = []
        self.requested: list[str] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        for domain in ("Page", "Network", "DOM", "Runtime"):
            self._call(f"{domain}.enable")
        self.size(1280, 900)

    def size(self, width: int, height: int) -> None:
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )

    def without_scripts(self) -> None:
        """As a phone with JavaScript switched off."""
        self._call("Emulation.setScriptExecutionDisabled", value=True)

    def go(self, address: str) -> None:
        self._events.clear()
        self._call("Page.navigate", url=address)
        self._loaded()

    def fill(self, selector: str, text: str) -> None:
        """Type over what a field holds."""
        self._call("DOM.focus", nodeId=self._node(selector))
        for kind in ("keyDown", "keyUp"):
            self._call(
                "Input.dispatchKeyEvent",
                type=kind,
                key="a",
                code="KeyA",
                modifiers=2,
                commands=["selectAll"],
            )
        self._call("Input.insertText", text=text)

    def click(self, selector: str) -> None:
        """Click what loads another page, and wait for it."""
        node = self._node(selector)
        self._call("DOM.scrollIntoViewIfNeeded", nodeId=node)
        quad = self._call("DOM.getContentQuads", nodeId=node)["quads"][0]
        x, y = sum(quad[0::2]) / 4, sum(quad[1::2]) / 4
        self._events.clear()
        for kind in ("mousePressed", "mouseReleased"):
            self._call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
        self._loaded()

    @property
    def html(self) -> str:
        root = self._call("DOM.getDocument", depth=0)["root"]["nodeId"]
        return str(self._call("DOM.getOuterHTML", nodeId=root)["outerHTML"])

    @property
    def address(self) -> str:
        history = self._call("Page.getNavigationHistory")
        return str(history["entries"][history["currentIndex"]]["url"])

    def width_of_content(self) -> int:
        """Wider than the screen means that one must scroll sideways."""
        return int(self._call("Page.getLayoutMetrics")["cssContentSize"]["width"])

    def picture(self, path: Path) -> None:
        """The whole page as PNG."""
        size = self._call("Page.getLayoutMetrics")["cssContentSize"]
        taken = self._call(
            "Page.captureScreenshot",
            captureBeyondViewport=True,
            clip={"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1},
        )
        path.write_bytes(base64.b64decode(taken["data"]))

    def pdf(self, path: Path) -> None:
        """As printed."""
        taken = self._call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        path.write_bytes(base64.b64decode(taken["data"]))

    def _node(self, selector: str) -> int:
        root = self._call("DOM.getDocument", depth=0)["root"]["nodeId"]
        found = self._call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        assert found, f"no {selector} on {self.address}"
        return int(found)

    def _loaded(self) -> None:
        """Until the next page has loaded."""
        until = time.monotonic() + TIMEOUT_S
        while not any(event["method"] == "Page.loadEventFired" for event in self._events):
            self._receive(until)

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._last += 1
        number = self._last
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if hasattr(self, "_session"):
            message["sessionId"] = self._session
        os.write(self._writing, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + TIMEOUT_S
        while True:
            answer = self._receive(until)
            if answer.get("id") == number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                result: dict[str, Any] = answer["result"]
                return result

    def _receive(self, until: float) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self._reading], [], [], left)[0]:
                raise TimeoutError("Chromium does not answer")
            read = os.read(self._reading, 1 << 20)
            if not read:
                raise EOFError("Chromium has ended")
            self._buffer += read
        text, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        if "method" in message:
            self._events.append(message)
            if message["method"] == "Network.requestWillBeSent":
                self.requested.append(message["params"]["request"]["url"])
        return message
