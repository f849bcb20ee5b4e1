"""Generate ``src/keraslint/libs/signatures/*.json`` from real versions of Keras.

::

    python tools/gen_signatures.py --cache DIR            write the files
    python tools/gen_signatures.py --check --cache DIR    fail if they differ from what would be written
    python tools/gen_signatures.py --check                fail if they are wrong about the Keras that is installed

It needs a Python with ``tensorflow`` (``--python``, by default the one that runs it): each version named in ``KERAS`` is
installed without its dependencies into a folder of its own below ``DIR``, unless it is there already, and inspected in a process
of its own with the TensorFlow of that Python. Keras 1 and 2.2 are downloaded as source and only read. A first run takes ten
minutes and the network, further ones four minutes and neither.

``--check`` alone needs no network. It inspects ``keras`` and ``tf_keras`` as they are installed and compares everything that the
files say about these two versions: spellings, signatures, base classes, strings. What the files say about other versions and
what is in ``keras1.json`` goes unchecked, and so does an installed version that they do not cover; then it says so.

The form of ``keras.json``, one entry a line:

``versions``, ``sources``
    The versions that are told apart, oldest first: ``2``, ``3.0`` and so on; and which release was inspected for each.
``modules``
    Public module -> where it is: ``2 3`` in Keras 2 and in all versions of Keras 3, ``3`` only in the latter, ``3.6-`` from 3.6
    on, ``-3.6`` up to it, ``tf`` in Keras 3 but only below ``tensorflow.keras`` (``tf3.3-``: from 3.3 on).
``symbols``
    Canonical name -> description: ``kind``; ``in`` as above, its other spellings counted, ``2 3`` if left out; ``parameters``;
    ``rest``, what ``**kwargs`` accepts; ``bases``, the nearest public classes; ``stub`` if all it does is raise; ``keras2``,
    those of these fields that Keras 2 has differently. Methods stand on their own, unless a base class has the same.
    A parameter is its name (required), a pair of name and default, or an object with ``name``, ``default`` or ``repr`` (a
    default that is no JSON value) and ``since`` or ``until`` (if not all versions of Keras 3 that have the symbol have it like
    this); ``*``, ``/``, ``*args`` and ``**kwargs`` stand where Python has them. ``rest`` and ``bases`` are lists of names or of
    such objects. In ``rest`` a class stands for all keywords of its constructor, ``*`` for any other keyword, ``?`` for more
    that we do not know.
``spellings``
    Other spelling -> canonical name; or an object of where and canonical name if that is not where the symbol is.
``ignore_case``, ``strings``, ``by_shape``
    What ``keras.losses.get`` and its like make of a string, by kind: the canonical name, or an object of where and canonical
    name. ``by_shape``: what ``compile`` chooses for binary, sparse categorical and categorical targets.

``keras1.json`` has under ``1`` the symbols of Keras 1 in the same form, under ``2.2`` those of the package Keras 2.2 that are not
in ``keras.json``, under ``modules`` the public names in the modules of both, by version, and under ``spellings`` those of them
that the general rules for old module paths do not explain.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tools")]

from keraslint.libs.signatures import KERAS1, KERAS2, STANDALONE, Signatures  # noqa: E402
from signatures.compare import differences  # noqa: E402
from signatures.merge import Merger, Snapshot  # noqa: E402
from signatures.sources import Sources  # noqa: E402
from signatures.store import dumps  # noqa: E402

STORED = ROOT / "src" / "keraslint" / "libs" / "signatures"

# What is inspected for each version, and what it needs beside TensorFlow and its dependencies.
KERAS = {
    KERAS2: ["tf-keras==2.21.0"],
    "3.0": ["keras==3.0.5", "dm-tree==0.1.10", "attrs"],
    "3.3": ["keras==3.3.3"],
    "3.6": ["keras==3.6.0"],
    "3.9": ["keras==3.9.2"],
    "3.12": ["keras==3.12.0"],
    "3.13": ["keras==3.13.2"],
    "3.14": ["keras==3.14.0"],
    "3.15": ["keras==3.15.1"],
}

OLD_KERAS = {KERAS1: "1.2.2", STANDALONE: "2.2.4"}


def inspect(python: str, flavour: str, library: Path | None = None) -> Snapshot | None:
    """Describe ``keras`` or ``tf_keras`` as ``python`` finds it, in ``library`` first; ``None`` if there is none."""
    path = [str(library)] if library else []
    environment = {**os.environ, "KERAS_BACKEND": "tensorflow", "PYTHONPATH": os.pathsep.join([*path, str(ROOT / "tools")])}
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "snapshot.json")
        command = [python, "-m", "signatures.inspect_keras", flavour, str(target)]
        result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        if f"No module named '{flavour}'" in result.stderr:
            return None
        if result.returncode:
            sys.exit(f"inspecting {flavour} in {library or python} failed:\n{result.stderr}")
        snapshot: Snapshot = json.loads(target.read_text(encoding="utf-8"))
        return snapshot


def snapshot_of(python: str, version: str, cache: Path) -> Snapshot:
    """Install and inspect the release that stands for ``version``."""
    requirements = KERAS[version]
    library = cache / requirements[0].replace("==", "-")
    if not library.exists():
        pip(python, "install", "--no-deps", "--target", str(library), *requirements)
    snapshot = inspect(python, "tf_keras" if version == KERAS2 else "keras", library)
    assert snapshot is not None, library
    return snapshot


def sources_of(python: str, release: str, cache: Path) -> Sources:
    """Download and parse the source of an old release."""
    folder = cache / f"Keras-{release}"
    if not folder.exists():
        pip(python, "download", "--no-deps", "--no-binary", ":all:", "--dest", str(cache), f"keras=={release}")
        with tarfile.open(next(cache.glob(f"[Kk]eras-{release}.tar.gz"))) as archive:
            archive.extractall(cache, filter="data")
    return Sources(folder / "keras")


def pip(python: str, *arguments: str) -> None:
    """Run pip, and stop if it fails."""
    subprocess.run([python, "-m", "pip", "--quiet", *arguments], check=True)


def old_table(python: str, cache: Path, table: dict[str, Any]) -> dict[str, Any]:
    """Describe Keras 1 and 2.2, with the canonical names of ``table`` where it has them."""
    sources = {version: sources_of(python, release, cache) for version, release in OLD_KERAS.items()}
    empty: dict[str, Any] = {KERAS1: {}, STANDALONE: {}, "modules": {}, "spellings": {}}
    with tempfile.TemporaryDirectory() as folder:
        known = reader(Path(folder), table, empty)
        symbols = {version: parsed.symbols(known.canonical) for version, parsed in sources.items()}
        spellings = {name: to for parsed in sources.values() for name, to in parsed.other_spellings(known.canonical).items()}
        gone = {name: record for name, record in symbols[STANDALONE].items() if known.signature(name, KERAS2) is None}
    return {
        "sources": OLD_KERAS,
        "modules": old_modules(sources),
        "spellings": dict(sorted(spellings.items())),
        KERAS1: symbols[KERAS1],
        STANDALONE: gone,
    }


def old_modules(sources: dict[str, Sources]) -> dict[str, Any]:
    """List the public names of every module, by version."""
    found: dict[str, Any] = {}
    for path in sorted({path for parsed in sources.values() for path in parsed.modules}):
        names = {version: sorted(parsed.exports(path)) for version, parsed in sources.items() if path in parsed.modules}
        first, *others = names.values()
        found[path] = {" ".join(names): first} if all(other == first for other in others) else names
    return found


def reader(folder: Path, table: dict[str, Any], old: dict[str, Any]) -> Signatures:
    """Write two tables to ``folder`` and read them as keraslint does."""
    Path(folder, "keras.json").write_text(dumps(table), encoding="utf-8")
    Path(folder, "keras1.json").write_text(dumps(old), encoding="utf-8")
    return Signatures(folder)


def generate(python: str, cache: Path) -> dict[str, str]:
    """Return what the files should contain."""
    cache.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(max_workers=2) as pool:
        found = pool.map(lambda version: snapshot_of(python, version, cache), KERAS)
        table = Merger(dict(zip(KERAS, found, strict=True))).table()
    return {"keras.json": dumps(table), "keras1.json": dumps(old_table(python, cache, table))}


def check_installed(python: str) -> list[str]:
    """Compare the files with the Keras 3 and the Keras 2 that are installed; return what is wrong."""
    stored = Signatures(STORED)
    old = json.loads(Path(STORED, "keras1.json").read_text(encoding="utf-8"))
    problems: list[str] = []
    for flavour in ("keras", "tf_keras"):
        snapshot = inspect(python, flavour)
        if snapshot is None:
            print(f"{flavour} is not installed: not checked")
            continue
        version = KERAS2 if flavour == "tf_keras" else ".".join(snapshot["version"].split(".")[:2])
        if version not in stored.versions:
            print(f"{flavour} {snapshot['version']} is not covered: not checked")
            continue
        with tempfile.TemporaryDirectory() as folder:
            fresh = reader(Path(folder), Merger({version: snapshot}).table(), old)
            problems += [f"{flavour} {snapshot['version']}: {problem}" for problem in differences(stored, fresh, version)]
    return problems


def main() -> None:
    """Write the files or check them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the files are not right")
    parser.add_argument("--cache", type=Path, help="folder for the versions of Keras")
    parser.add_argument("--python", default=sys.executable, help="a Python with TensorFlow")
    options = parser.parse_args()
    if options.cache is None and not options.check:
        parser.error("--cache is needed to write the files")
    if options.cache is None:
        problems = check_installed(options.python)
    else:
        wanted = generate(options.python, options.cache.resolve())
        changed = [name for name, text in wanted.items() if not _holds(STORED / name, text)]
        problems = [f"{name} is out of date" for name in changed] if options.check else []
        for name in [] if options.check else changed:
            Path(STORED, name).write_text(wanted[name], encoding="utf-8")
            print(f"{name} written")
    sys.exit("\n".join(problems) or None)


def _holds(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    main()
