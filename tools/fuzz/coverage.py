"""One coverage-guided run of atheris on a target, in a process of its own: ``coverage.py TARGET SECONDS KEEP SEED``.

atheris follows the branches of keraslint's Python code and mutates the inputs that reach new ones. A fault does not end the run;
each new one is kept, as in the other campaigns.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[1]))

with atheris.instrument_imports(include=["keraslint"]):
    from fuzz import campaign
    from fuzz.targets import TARGETS


def main() -> None:
    """Run."""
    name, seconds, keep, seed = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    target = TARGETS[name]
    tally = campaign.Tally(f"coverage-{name}")
    begun = time.monotonic()

    def one(data: bytes) -> None:
        campaign.note(tally, target, b"import keras\n" + data if target.suffix == ".py" else data, keep, print)
        tally.seconds = time.monotonic() - begun
        if tally.seconds >= seconds:  # the library would end the process without a word
            print(tally, flush=True)
            os._exit(bool(tally.crashes or tally.hangs))

    with tempfile.TemporaryDirectory() as corpus:
        for number, data in enumerate(target.seeds):
            (Path(corpus) / str(number)).write_bytes(data)
        limits = [f"-seed={seed + 1}", "-max_len=4000", "-timeout=120", "-rss_limit_mb=4000", "-verbosity=0"]
        atheris.Setup([sys.argv[0], corpus, *limits], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
