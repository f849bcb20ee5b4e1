"""The worker's loop: requests and answers are lines of JSON. It ends when its input does, so it never outlives its parent."""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from keraslint.confirm.protocol import OUT_OF_MEMORY

Json = Any
EVERY: Final = 0.25
"""How often, in seconds, the memory is looked at."""


def main() -> None:
    """Serve requests until the input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)  # what libraries print must not mix with the answers
    requests: queue.Queue[Json] = queue.Queue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    limits = json.loads(os.environ["KERASLINT_WORKER"])
    threading.Thread(target=_watch, args=(limits["memory"],), daemon=True).start()
    say = _speaker(answers)
    serve: Callable[[Json, Callable[[Json], None]], Json] | None = None
    while True:
        request = requests.get()
        try:
            if serve is None:
                from keraslint.confirm.worker.service import Service

                serve = Service(limits).serve
            say({"id": request["id"], "result": serve(request, say)})
        except Exception as error:  # noqa: BLE001 - one request must not end the others
            frames = traceback.extract_tb(error.__traceback__)
            where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
            say({"id": request["id"], "error": f"{type(error).__name__}: {str(error)[:400]}", "where": where})


def _speaker(stream: Any) -> Callable[[Json], None]:
    lock = threading.Lock()

    def say(message: Json) -> None:
        with lock:
            stream.write(json.dumps(message) + "\n")
            stream.flush()

    return say


def _listen(requests: queue.Queue[Json]) -> None:
    """Take requests in; the end of the input means that the parent is gone or has no more to ask."""
    for line in sys.stdin:
        requests.put(json.loads(line))
    os._exit(0)


def _watch(limit: int) -> None:
    """End the process when it holds more memory than it may: a kill by the system would take others with it."""
    import time

    page = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
    while True:
        time.sleep(EVERY)
        try:
            held = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * page
        except OSError:
            return
        if held > limit:
            os._exit(OUT_OF_MEMORY)


if __name__ == "__main__":
    main()
