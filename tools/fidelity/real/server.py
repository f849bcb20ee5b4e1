"""A process that imports Keras once and forks for every program, so that a program costs what it does and no more.

Jobs come in as lines of JSON on standard input, results go out as lines of JSON on standard output.
"""

from __future__ import annotations

import json
import os
import resource
import selectors
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")


def main() -> None:
    """Serve jobs until there are no more."""
    answers = os.fdopen(os.dup(1), "w")
    silence = os.open(os.devnull, os.O_RDWR)
    os.dup2(silence, 1)
    if "FIDELITY_DEBUG" not in os.environ:
        os.dup2(silence, 2)

    from fidelity.real import patches  # the import of Keras

    patches.install()
    for line in sys.stdin:
        answers.write(json.dumps(_run(json.loads(line))) + "\n")
        answers.flush()


def _run(job: dict[str, Any]) -> dict[str, Any]:
    """Run one program in a fork, and return what it sends back."""
    receiver, sender = os.pipe()
    with tempfile.TemporaryDirectory(prefix="fidelity-") as folder:
        process = os.fork()
        if process == 0:
            os.close(receiver)
            _child(job, folder, sender)
        os.close(sender)
        data, late = _drain(receiver, process, float(job["seconds"]) + 5)
        _, status = os.waitpid(process, 0)
    if data:
        found: dict[str, Any] = json.loads(data)
        return found
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    why = "it takes too long" if late or killed else "it crashes"
    return {"setups": [], "failures": [{"line": 0, "reason": why}], "finished": False}


def _drain(receiver: int, process: int, seconds: float) -> tuple[bytes, bool]:
    """Read until the other end is closed, and kill the process when its time is up."""
    data = bytearray()
    end = time.monotonic() + seconds
    with selectors.DefaultSelector() as selector, os.fdopen(receiver, "rb", buffering=0) as stream:
        selector.register(stream, selectors.EVENT_READ)
        while True:
            left = end - time.monotonic()
            if left <= 0:
                os.kill(process, signal.SIGKILL)
                return bytes(data), True
            if selector.select(left):
                chunk = stream.read(65536)
                if not chunk:
                    return bytes(data), False
                data += chunk


def _child(job: dict[str, Any], folder: str, sender: int) -> None:
    """Run the program of a job within its limits and send what was observed; never returns."""
    try:
        from fidelity.real import execute, guard

        gigabytes = int(job["gigabytes"]) << 30
        resource.setrlimit(resource.RLIMIT_AS, (gigabytes, gigabytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.chdir(folder)
        os.environ["HOME"] = os.environ["KERAS_HOME"] = os.environ["TFDS_DATA_DIR"] = folder
        guard.install(folder)
        found = execute.run(job["path"], job["text"], float(job["seconds"]), strict=bool(job["strict"]))
        data = json.dumps(found).encode()
    except BaseException as error:  # noqa: BLE001 - whatever happens in a program, its fork must end here
        data = json.dumps({"setups": [], "failures": [{"line": 0, "reason": repr(error)}], "finished": False}).encode()
    try:
        while data:
            data = data[os.write(sender, data) :]
    finally:
        os._exit(0)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    main()
