"""Dataclasses behave the same whether their methods were compiled now or earlier, and whatever is in the file that keeps them."""

from __future__ import annotations

import marshal
import subprocess
import sys
from pathlib import Path

import pytest

from keraslint.precompiled import LAYOUT, Store

PROGRAM = """
import sys
from keraslint import precompiled

store = precompiled.Store(sys.argv[1]) if sys.argv[1] else None
if store is not None:
    import dataclasses
    dataclasses.exec = store.execute

from dataclasses import FrozenInstanceError, asdict, dataclass, field, replace
from typing import ClassVar

@dataclass(frozen=True, slots=True, order=True)
class Point:
    x: int
    y: float = 0.5
    tags: list = field(default_factory=list, compare=False)
    limit: ClassVar[int] = 3

@dataclass(eq=False, kw_only=True)
class Named(object):
    name: str = field(default="n", repr=False)

    def __post_init__(self):
        self.name = self.name.upper()

import libcst

a = Point(1, 2.0)
print(a, a == Point(1, 2.0), a < Point(2), hash(a) == hash(Point(1, 2.0)), replace(a, x=5), asdict(a), Named(name="q"))
try:
    a.x = 3
except FrozenInstanceError as error:
    print("frozen", error)
print(libcst.parse_module("a = f(1)[2:3]\\n").code, libcst.Name("x"))
if store is not None:
    store.save()
"""


def run(path: str) -> str:
    """Run the program with the store at a path, or without one."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, path], capture_output=True, text=True, check=True, env={"PYTHONPATH": ":".join(sys.path)}
    ).stdout


def test_dataclasses_are_the_same_with_what_is_kept_and_without(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    plain = run("")
    assert "frozen" in plain
    assert run(str(kept)) == plain
    size = kept.stat().st_size
    assert size > 10_000
    assert run(str(kept)) == plain
    assert kept.stat().st_size == size


CODE = marshal.dumps(compile("made = 1", "<string>", "exec"))
OTHER = marshal.dumps(compile("made = 2", "<string>", "exec"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        marshal.dumps((LAYOUT, sys.version, {"made = 1": CODE}))[:-20],
        marshal.dumps((LAYOUT, "another version", {"made = 1": OTHER})),
        marshal.dumps((LAYOUT - 1, sys.version, {"made = 1": OTHER})),
        marshal.dumps((sys.version, {"made = 1": compile("made = 2", "<string>", "exec")})),
        marshal.dumps((LAYOUT, sys.version, ["made = 1"])),
        marshal.dumps("made = 1"),
    ],
)
def test_a_file_that_is_damaged_or_foreign_is_not_used(tmp_path: Path, content: bytes) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(content)
    store = Store(str(kept))
    names: dict[str, int] = {}
    store.execute("made = 1", {}, names)
    assert names == {"made": 1}


def test_what_is_compiled_is_used_next_time(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    code = marshal.dumps(compile("made = 'kept'", "<string>", "exec"))
    kept.write_bytes(marshal.dumps((LAYOUT, sys.version, {"made = 1": code})))
    names: dict[str, object] = {}
    Store(str(kept)).execute("made = 1", {}, names)
    assert names == {"made": "kept"}


def test_a_folder_that_cannot_be_written_to_is_no_failure(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "missing" / "kept"))
    store.execute("made = 1", {}, {})
    store.save()
    assert list(tmp_path.iterdir()) == []
    Store(None).save()
