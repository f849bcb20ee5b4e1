"""How long the language server takes for a file of a thousand lines, after a keystroke: ``relint.py [--rounds N]``.

The server runs as an editor runs it, in a process of its own, and is spoken to over its pipes. Its CPU time for a new version of
the text is set beside that of ``libcst.parse_module`` on the same text: on a busy machine that ratio is what can be compared.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from typing import Any, Final

import libcst

PART: Final = '''

def load_{n}():
    """Load the images, scaled."""
    (x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
    x = x.reshape(-1, 28, 28, 1).astype("float32") / 255.0
    x_test = x_test.reshape(-1, 28, 28, 1).astype("float32") / 255.0
    return (x, y), (x_test, y_test)


def build_{n}(units=64, rate=0.5):
    """Build and compile a model."""
    inputs = keras.Input((28, 28, 1))
    hidden = layers.Conv2D(32, 3, activation="relu")(inputs)
    hidden = layers.MaxPooling2D()(hidden)
    hidden = layers.Flatten()(hidden)
    hidden = layers.Dense(units, activation="relu")(hidden)
    hidden = layers.Dropout(rate)(hidden)
    outputs = layers.Dense(10, activation="softmax")(hidden)
    model = keras.Model(inputs, outputs)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=1e-3),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def best_{n}(history, names):
    """Return the best of each number."""
    best = {{}}
    for name in names:
        values = history.get(name, [])
        if not values:
            continue
        if name.endswith("loss"):
            best[name] = min(values)
        else:
            best[name] = max(values)
    return best


(x, y), (x_test, y_test) = load_{n}()
model_{n} = build_{n}(units={n} + 32)
history = model_{n}.fit(x, y, epochs=5, batch_size=64, validation_data=(x_test, y_test))
print(best_{n}(history.history, ["loss", "val_loss", "accuracy"]))
'''
PARTS: Final = 22
"""How many of these make a thousand lines."""

URI: Final = "file:///bench/model.py"
DEBOUNCE: Final = 0.2
"""Seconds that the server waits for another keystroke."""


class Editor:
    """As much of an editor as it takes."""

    def __init__(self) -> None:
        """Start a server."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "keraslint", "server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.tell("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, number=1)
        self.tell("initialized", {})

    def tell(self, method: str, params: dict[str, Any], number: int | None = None) -> None:
        """Send a message."""
        message = {"jsonrpc": "2.0", "method": method, "params": params} | ({} if number is None else {"id": number})
        body = json.dumps(message).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def diagnostics(self, version: int) -> list[Any]:
        """Wait for what the server says of a version."""
        while True:
            message = self._receive()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"].get("version") == version:
                return list(message["params"]["diagnostics"])

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        length = 0
        while (line := self._process.stdout.readline().strip()) or not length:
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        return dict(json.loads(self._process.stdout.read(length)))

    def cpu(self) -> float:
        """Return the CPU seconds that the server has used."""
        with open(f"/proc/{self._process.pid}/stat", encoding="ascii") as stream:  # noqa: PTH123 - a file of the kernel
            fields = stream.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        """Stop the server."""
        self._process.kill()
        self._process.wait()


def main() -> int:
    """Measure, and print a table."""
    arguments = argparse.ArgumentParser(description="Time the language server on a text of a thousand lines.")
    arguments.add_argument("--rounds", type=int, default=20, help="how many keystrokes (default: 20)")
    rounds: int = arguments.parse_args().rounds
    text = "import keras\nfrom keras import layers\n" + "".join(PART.format(n=n) for n in range(PARTS))
    editor = Editor()
    item = {"uri": URI, "languageId": "python", "version": 0, "text": text}
    editor.tell("textDocument/didOpen", {"textDocument": item})
    editor.diagnostics(0)
    walls, served, parses = [], [], []
    for version in range(1, rounds + 1):
        used, started = editor.cpu(), time.perf_counter()
        change = {"range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}, "text": "\n"}
        editor.tell("textDocument/didChange", {"textDocument": {"uri": URI, "version": version}, "contentChanges": [change]})
        editor.diagnostics(version)
        walls.append(time.perf_counter() - started - DEBOUNCE)
        served.append(editor.cpu() - used)
        started = time.process_time()
        libcst.parse_module(text)
        parses.append(time.process_time() - started)
    editor.end()
    ratio = statistics.median(one / other for one, other in zip(served, parses, strict=True))
    print(f"{len(text.splitlines())} lines, {rounds} keystrokes      median     least")
    for name, times in (
        ("wall time, less the pause for typing", walls),
        ("CPU time", served),
        ("CPU time of a bare parse", parses),
    ):
        print(f"{name:<37}{1000 * statistics.median(times):6.0f} ms {1000 * min(times):6.0f} ms")
    print(f"{'CPU time by that of the parse':<37}{ratio:6.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
