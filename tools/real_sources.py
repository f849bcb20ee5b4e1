"""Lint the sources of well-known packages that use Keras, to see that nothing crashes on code that nobody here wrote.

::

    python tools/real_sources.py [--cache DIR]

Downloads the wheels named in ``PACKAGES`` into ``DIR`` (a temporary folder by default), unpacks them, runs ``keraslint check``
over each and prints how many files, findings and crashes there are. Ends with 1 if anything crashed. Needs the package index.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from pathlib import Path
from typing import Final

PACKAGES: Final = (
    "keras==3.15.1",
    "tf-keras==2.21.0",
    "keras-hub==0.32.0",
    "autokeras==3.0.0",
    "keras-tuner==1.4.8",
    "tf-models-official==2.20.0",
)


def main() -> int:
    """Run the check from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", metavar="DIR", type=Path, help="keep the packages here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        cache = options.cache or Path(temporary)
        return int(sum(crashes(requirement, cache) for requirement in PACKAGES) > 0)


def crashes(requirement: str, cache: Path) -> int:
    """Lint one package and return how often keraslint crashed on it."""
    folder = unpacked(requirement, cache)
    files = sum(1 for _ in folder.rglob("*.py"))
    command = [sys.executable, "-m", "keraslint", "check", "--isolated", "--exit-zero", "--output-format", "json", str(folder)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    items = json.loads(run.stdout) if run.stdout.strip() else []
    kinds = Counter(str(item["code"] or item["name"]) for item in items)
    failed = kinds["internal-error"] + (run.returncode not in {0, 1})
    shown = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
    print(f"{requirement}: {files} files, {len(items)} findings, {failed} crashes, exit {run.returncode} ({shown})")
    return failed


def unpacked(requirement: str, cache: Path) -> Path:
    """Return the folder with the sources of a package, downloading and unpacking its wheel first if need be."""
    folder = cache / requirement
    if not folder.exists():
        wheels = cache / f"{requirement}.wheel"
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            "--only-binary",
            ":all:",
            "-d",
            str(wheels),
            requirement,
        ]
        subprocess.run(command, check=True)
        with zipfile.ZipFile(next(wheels.glob("*.whl"))) as wheel:
            wheel.extractall(folder)
    return folder


if __name__ == "__main__":
    sys.exit(main())
