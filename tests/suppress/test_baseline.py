"""What is known of an old code base is not reported, and what is new is."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from support import CLEAN, FAULTY, Run

Keraslint = Callable[..., Run]
NAME = "keraslint-baseline.json"
LEGACY = "import keras\noptimizer = keras.optimizers.SGD(lr=0.1)\n"


@pytest.fixture
def old(keraslint: Keraslint) -> Path:
    """A file with a fault that the baseline knows."""
    Path("m.py").write_text(FAULTY)
    done = keraslint("check", "--update-baseline")
    assert (done.code, done.out) == (0, "All checks passed!\n")
    hint = f'it counts with `--baseline {NAME}`, or always with `baseline = "{NAME}"` in the configuration'
    assert done.err == f"{NAME}: 1 finding added, 0 removed\n{hint}\n"
    return Path("m.py")


def test_the_file_is_sorted_and_has_a_key_to_a_line(old: Path) -> None:
    del old
    text = Path(NAME).read_text()
    data = json.loads(text)
    assert data.keys() == {"version", "tool", "files"}
    assert data["version"] == 1
    ((fingerprint, count),) = data["files"]["m.py"]["KL101"].items()
    assert (len(fingerprint), count) == (32, 1)
    assert text == json.dumps(data, indent=1, sort_keys=True) + "\n"


def test_what_is_known_is_not_reported(keraslint: Keraslint, old: Path) -> None:
    assert keraslint("m.py").code == 1
    assert keraslint("m.py", "--baseline", NAME).code == 0
    Path("keraslint.toml").write_text(f'baseline = "{NAME}"\n')
    assert keraslint("m.py").out == "All checks passed!\n"
    old.write_text(f"# moved\n\n\n{FAULTY}")
    assert keraslint("m.py").code == 0
    old.rename("other.py")
    assert keraslint("other.py").code == 1


def test_what_is_new_is_reported(keraslint: Keraslint, old: Path) -> None:
    old.write_text(FAULTY + LEGACY)
    done = keraslint("m.py", "--baseline", NAME, "--output-format", "concise", "-q")
    assert done.code == 1
    assert [line.split()[1] for line in done.out.splitlines()] == ["KL801"]


def test_a_new_finding_does_not_take_the_place_of_one_that_was_repaired(keraslint: Keraslint, old: Path) -> None:
    old.write_text(FAULTY.replace("(1, activation", "(1, use_bias=False, activation"))
    assert keraslint("m.py", "--baseline", NAME).code == 1


def test_what_is_gone_is_told_and_fails_on_request(keraslint: Keraslint, old: Path) -> None:
    old.write_text(CLEAN)
    done = keraslint("m.py", "--baseline", NAME)
    assert done.code == 0
    assert done.err == f"{NAME} lists 1 finding that is gone; `--update-baseline` takes them out\n"
    assert keraslint("m.py", "--baseline", NAME, "-q").err == ""
    assert keraslint("m.py", "--baseline", NAME, "--fail-on-stale-baseline").code == 1
    Path("other.py").write_text(CLEAN)
    assert keraslint("other.py", "--baseline", NAME).err == ""
    old.unlink()
    assert "is gone" in keraslint("other.py", "--baseline", NAME).err


def test_an_update_shrinks_and_grows_only_by_force(keraslint: Keraslint, old: Path) -> None:
    old.write_text(CLEAN + LEGACY)
    done = keraslint("m.py", "--update-baseline", "--output-format", "concise")
    assert done.code == 1
    assert done.err == f"{NAME}: 0 findings added, 1 removed\n"
    assert json.loads(Path(NAME).read_text())["files"] == {}
    done = keraslint("m.py", "--update-baseline", "--force")
    assert (done.code, done.err) == (0, f"{NAME}: 1 finding added, 0 removed\n")
    assert list(json.loads(Path(NAME).read_text())["files"]["m.py"]) == ["KL801"]


def test_paths_are_relative_to_the_baseline(keraslint: Keraslint, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b"):
        Path(name).mkdir()
        (Path(name) / "m.py").write_text(FAULTY)
    keraslint("a", "--update-baseline", "--baseline", f"b/{NAME}")
    assert list(json.loads((Path("b") / NAME).read_text())["files"]) == ["../a/m.py"]
    monkeypatch.chdir("a")
    assert keraslint("m.py", "--baseline", f"../b/{NAME}").code == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "there is no baseline x.json; write one with `--update-baseline`"),
        ("{", "cannot read the baseline "),
        ("[]", "is not a baseline of keraslint"),
        ('{"version": 2, "files": {}}', "is of version 2, which this keraslint does not know"),
        ('{"version": 1, "files": []}', "is not a baseline of keraslint"),
    ],
)
def test_what_is_no_baseline(keraslint: Keraslint, text: str | None, message: str) -> None:
    Path("m.py").write_text(FAULTY)
    if text is not None:
        Path("x.json").write_text(text)
    done = keraslint("m.py", "--baseline", "x.json")
    assert (done.code, done.out) == (2, "")
    assert message in done.err


def test_a_full_disk_leaves_the_old_baseline(keraslint: Keraslint, old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Path(NAME).read_bytes()
    old.write_text(FAULTY + LEGACY)

    def fail(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    done = keraslint("check", "--update-baseline")
    assert (done.code, "No space left on device" in done.err) == (2, True)
    assert Path(NAME).read_bytes() == before
    assert not list(Path().glob(".*.tmp"))
