"""A client of the language server that speaks the protocol by hand, so that it can also say things which no client should say."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

PATIENCE: Final = 60.0
"""Seconds after which an answer counts as missing; a busy machine is slow."""

PUSH: Final[dict[str, Any]] = {"workspace": {"applyEdit": True}, "textDocument": {}}
"""The abilities of a client that waits for diagnostics to be sent."""

PULL: Final[dict[str, Any]] = {**PUSH, "textDocument": {"diagnostic": {}}}
"""The abilities of a client that asks for diagnostics."""


class Client:
    """A connection to a server that runs in a process of its own."""

    def __init__(self) -> None:
        """Start the server."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "keraslint", "server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._kept: list[dict[str, Any]] = []
        self._next = 0
        self.patience = PATIENCE
        threading.Thread(target=self._listen, daemon=True).start()

    def initialise(self, capabilities: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Agree with the server on what both can do, and return what it can."""
        answer = self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": capabilities, **more})
        self.tell("initialized", {})
        found: dict[str, Any] = answer["capabilities"]
        return found

    def ask(self, method: str, params: Any) -> Any:
        """Send a request and return its result."""
        answer = self.answer_to(self.send(method, params))
        assert "error" not in answer, answer
        return answer["result"]

    def send(self, method: str, params: Any) -> int:
        """Send a request and return its number."""
        self._next += 1
        self._write({"jsonrpc": "2.0", "id": self._next, "method": method, "params": params})
        return self._next

    def answer_to(self, number: int) -> dict[str, Any]:
        """Return the answer to a request."""
        return self.wait(lambda message: message.get("id") == number and "method" not in message)

    def tell(self, method: str, params: Any) -> None:
        """Send a notification."""
        self._write({"jsonrpc": "2.0", "method": method, "params": params})

    def reply(self, request: dict[str, Any], result: Any) -> None:
        """Answer a request of the server."""
        self._write({"jsonrpc": "2.0", "id": request["id"], "result": result})

    def diagnostics(self, uri: str, version: int | None = None) -> list[dict[str, Any]]:
        """Wait for the diagnostics that the server sends of a document."""

        def fits(message: dict[str, Any]) -> bool:
            if message.get("method") != "textDocument/publishDiagnostics":
                return False
            said = message["params"]
            return bool(said["uri"] == uri and (version is None or said.get("version") == version))

        found: list[dict[str, Any]] = self.wait(fits)["params"]["diagnostics"]
        return found

    def request_of(self, method: str) -> dict[str, Any]:
        """Wait for a request or a notification of the server."""
        return self.wait(lambda message: message.get("method") == method)

    def wait(self, fits: Any) -> dict[str, Any]:
        """Return the first message that fits; others are kept for later."""
        for index, message in enumerate(self._kept):
            if fits(message):
                return self._kept.pop(index)
        while True:
            message = self._messages.get(timeout=self.patience)
            assert message is not None, "the server has ended"
            if fits(message):
                return message
            self._kept.append(message)

    def received(self, method: str) -> list[dict[str, Any]]:
        """Return the messages of a kind that came while others were waited for."""
        return [message for message in self._kept if message.get("method") == method]

    def raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def open(self, uri: str, text: str, version: int = 1) -> None:
        """Open a document."""
        item = {"uri": uri, "languageId": "python", "version": version, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, version: int, *changes: dict[str, Any]) -> None:
        """Change a document."""
        params = {"textDocument": {"uri": uri, "version": version}, "contentChanges": list(changes)}
        self.tell("textDocument/didChange", params)

    def end(self) -> int:
        """Say goodbye and return the exit code."""
        self.ask("shutdown", None)
        self.tell("exit", None)
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        """End the server whatever it does."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()

    def _write(self, message: dict[str, Any]) -> None:
        body = json.dumps(message).encode()
        self.raw(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def _listen(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        try:
            while header := stream.readline():
                length = int(header.partition(b":")[2]) if header.lower().startswith(b"content-length") else 0
                while header.strip():
                    header = stream.readline()
                    if header.lower().startswith(b"content-length"):
                        length = int(header.partition(b":")[2])
                self._messages.put(json.loads(stream.read(length)))
        except ValueError:  # the pipe is closed
            pass
        self._messages.put(None)


@contextmanager
def connected(capabilities: dict[str, Any] = PUSH, **more: Any) -> Iterator[Client]:
    """Run a server for the time of a test, with what it can do in ``client.capabilities``."""
    client = Client()
    try:
        client.initialise(capabilities, **more)
        yield client
    finally:
        client.kill()
