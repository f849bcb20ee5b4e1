"""Confirming by training from the editor: progress, verdicts in the diagnostics, an end when the user or the editor wants one."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls", reason="the language server is an extra")

from server.client import PATIENCE, PUSH, Client, connected

URI = "file:///project/model.py"
PYTHON = os.environ.get("KERASLINT_KERAS_PYTHON") or sys.executable
"""The Python that has Keras: another one than that of the tests where the environment names one."""

HEAD = """\
import keras
import numpy as np

rng = np.random.default_rng(0)
x = rng.random((200, 6))
"""
CONFIRMED = f"""\
{HEAD}y = rng.integers(0, 2, 200)
layers = [keras.Input((6,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1, activation="softmax")]
model = keras.Sequential(layers)
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=3)
"""
REFUTED = f"""\
{HEAD}y = rng.integers(0, 2, 200)
layers = [keras.Input((6,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1, activation="sigmoid")]
model = keras.Sequential(layers)
model.compile(optimizer="adam", loss="mse", metrics=["accuracy"])
model.fit(x, y, epochs=3)
"""

SHOWS_PROGRESS: dict[str, Any] = {**PUSH, "window": {"workDoneProgress": True}}

needs_keras = [pytest.mark.keras, pytest.mark.slow]
if sys.executable == PYTHON:
    needs_keras.append(pytest.mark.skipif(find_spec("keras") is None, reason="needs a real Keras"))


def apply(marks: list[Any], function: Any) -> Any:
    for mark in marks:
        function = mark(function)
    return function


def with_keras(function: Any) -> Any:
    return apply(needs_keras, function)


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """A client that shows progress, of a server that trains with a Python that has Keras and remembers nothing."""
    monkeypatch.setenv("KERASLINT_CACHE_DIR", str(tmp_path / "cache"))
    with connected(SHOWS_PROGRESS, initializationOptions={"settings": {"confirmPython": PYTHON}}) as one:
        yield one


def lens(client: Client) -> dict[str, Any]:
    [found] = client.ask("textDocument/codeLens", {"textDocument": {"uri": URI}})
    command: dict[str, Any] = found["command"]
    return command


def begin(client: Client) -> tuple[int, str]:
    """Do what a click on the offer above ``compile`` does; return the number of the request and the token of the progress."""
    command = lens(client)
    number = client.send("workspace/executeCommand", {"command": command["command"], "arguments": command["arguments"]})
    created = client.request_of("window/workDoneProgress/create")
    client.reply(created, None)
    return number, created["params"]["token"]


def progress(client: Client, token: str, kind: str) -> dict[str, Any]:
    def fits(message: dict[str, Any]) -> bool:
        if message.get("method") != "$/progress" or message["params"]["token"] != token:
            return False
        return bool(message["params"]["value"]["kind"] == kind)

    value: dict[str, Any] = client.wait(fits)["params"]["value"]
    return value


@with_keras
@pytest.mark.parametrize(
    ("text", "code", "word", "severity"), [(CONFIRMED, "KL101", "confirmed", 1), (REFUTED, "KL109", "refuted", 4)]
)
def test_training_turns_a_diagnostic_into_a_verdict(client: Client, text: str, code: str, word: str, severity: int) -> None:
    client.patience = 300.0
    client.open(URI, text)
    assert [one["code"] for one in client.diagnostics(URI, 1)] == [code]
    number, token = begin(client)
    assert progress(client, token, "begin")["cancellable"]
    seen = progress(client, token, "report")
    assert 0 <= seen["percentage"] <= 100
    assert code in seen["message"] or seen["message"]
    progress(client, token, "end")
    [verdict] = client.diagnostics(URI)
    assert verdict["message"].startswith(f"{word} (")
    assert verdict["severity"] == severity
    assert "error" not in client.answer_to(number)
    client.change(URI, 2, {"text": text + "# another line\n"})
    [again] = client.diagnostics(URI, 2)
    assert not again["message"].startswith(word)  # the verdict was about another text


@with_keras
def test_a_training_can_be_stopped(client: Client) -> None:
    client.patience = 120.0
    client.open(URI, CONFIRMED)
    client.diagnostics(URI, 1)
    number, token = begin(client)
    progress(client, token, "begin")
    client.tell("window/workDoneProgress/cancel", {"token": token})
    progress(client, token, "end")
    assert "error" not in client.answer_to(number)
    assert (
        client.ask("workspace/executeCommand", {"command": "keraslint.printDebugInformation", "arguments": []})["trainings"] == 0
    )
    assert not client.received("textDocument/publishDiagnostics")
    assert not client.received("window/showMessage")


def children(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for one in listed for child in one.read_text().split()]


def is_running(process: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False


@with_keras
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked up where Linux shows them")
def test_no_training_outlives_the_editor(client: Client) -> None:
    client.open(URI, CONFIRMED)
    client.diagnostics(URI, 1)
    _, token = begin(client)
    progress(client, token, "begin")
    started = time.monotonic()
    while not (trained := children(client.process.pid)) and time.monotonic() - started < PATIENCE:
        time.sleep(0.05)
    assert trained
    assert client.process.stdin is not None
    client.process.stdin.close()
    client.process.wait(PATIENCE)
    started = time.monotonic()
    while any(map(is_running, trained)) and time.monotonic() - started < PATIENCE:
        time.sleep(0.05)
    assert not any(map(is_running, trained))


def test_where_there_is_no_keras_the_editor_says_what_to_install(tmp_path: Path) -> None:
    lacking = tmp_path / "python"
    lacking.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -S "$@"\n')
    lacking.chmod(0o755)
    with connected(PUSH, initializationOptions={"settings": {"confirmPython": str(lacking)}}) as client:
        client.open(URI, CONFIRMED)
        [before] = client.diagnostics(URI, 1)
        command = lens(client)
        client.ask("workspace/executeCommand", {"command": command["command"], "arguments": command["arguments"]})
        said = client.request_of("window/showMessage")["params"]["message"]
        assert "Keras is not installed" in said
        assert client.diagnostics(URI) == [before]
