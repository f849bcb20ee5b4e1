"""Folders full of what is no file, and files that change under our hands: nothing hangs, nothing is lost, the rest is linted."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from keraslint import engine, screen, work
from keraslint.cache.store import FILE, FOLDER
from support import CLEAN, FAULTY, Keraslint, Run

ROOT = Path(__file__).parents[2]
LEGACY = "from keras.optimizers import SGD\n\noptimizer = SGD(lr=0.1)\n"
MENDED = "from keras.optimizers import SGD\n\noptimizer = SGD(learning_rate=0.1)\n"

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")


def lines(done: Run) -> list[str]:
    assert "Traceback" not in done.out + done.err
    return done.out.splitlines()


@pytest.fixture
def concise(keraslint: Keraslint) -> Callable[..., list[str]]:
    return lambda *arguments: lines(keraslint(*arguments, "-q", "--output-format", "concise"))


def test_links_that_go_round(concise: Callable[..., list[str]], folder: Path) -> None:
    (folder / "a").mkdir()
    (folder / "a" / "again").symlink_to(folder, target_is_directory=True)
    (folder / "a" / "b.py").symlink_to(folder / "a" / "b.py")
    (folder / "a" / "gone.py").symlink_to(folder / "nowhere.py")
    assert [line[:11] for line in concise(".")] == ["faulty.py:9"]
    assert concise("a/b.py")[0].startswith("a/b.py:1:1: io-error: ")
    assert concise("a/gone.py")[0].startswith("a/gone.py:1:1: io-error: ")


@pytest.mark.parametrize("target", ["/dev/zero", "/dev/full", "/dev/tty", "/dev/stdin"])
def test_devices(concise: Callable[..., list[str]], folder: Path, target: str) -> None:
    (folder / "device.py").symlink_to(target)
    assert [line[:11] for line in concise(".")] == ["faulty.py:9"]
    assert concise("device.py", "faulty.py")[0].startswith("device.py:1:1: io-error: ")


def test_a_pipe_that_nobody_writes_to(concise: Callable[..., list[str]], folder: Path) -> None:
    os.mkfifo(folder / "pipe.py")
    assert [line[:11] for line in concise(".")] == ["faulty.py:9"]
    assert concise("pipe.py", "faulty.py")[1] == "pipe.py:1:1: io-error: this is not a regular file"


def test_a_folder_with_the_name_of_a_module(concise: Callable[..., list[str]], folder: Path) -> None:
    (folder / "package.py").mkdir()
    (folder / "package.py" / "m.py").write_text(FAULTY)
    assert [line.partition(":")[0] for line in concise(".")] == ["faulty.py", "package.py/m.py"]


def test_what_a_shell_hands_over_is_read(folder: Path) -> None:
    read, write = os.pipe()
    os.write(write, FAULTY.encode())
    os.close(write)
    try:
        assert screen.read(f"/dev/fd/{read}") == FAULTY.encode()
    finally:
        os.close(read)
    assert folder.is_dir()


@pytest.mark.parametrize(
    "name",
    ["keraslint.toml", "pyproject.toml", ".gitignore", "requirements.txt", "helper.py", "ruff.toml", f"{FOLDER}/{FILE}"],
)
def test_a_pipe_where_a_file_is_looked_for(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / FOLDER).mkdir()
    (folder / "faulty.py").write_text(f"import helper\n{FAULTY}\n{LEGACY}# noqa: KL2\n")
    (folder / ".git").mkdir()
    os.mkfifo(folder / name)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(ROOT / "src"), str(ROOT / "rules"))))
    done = subprocess.run(
        [sys.executable, "-m", "keraslint", "check", "--output-format", "concise"], capture_output=True, text=True, check=False,
        timeout=120,
    )  # fmt: skip
    assert "faulty.py:10:" in done.stdout, done.stderr


@pytest.mark.parametrize("key", ["extend", "baseline"])
def test_a_configuration_that_names_a_pipe(keraslint: Keraslint, folder: Path, key: str) -> None:
    os.mkfifo(folder / "pipe.toml")
    (folder / "keraslint.toml").write_text(f'{key} = "pipe.toml"\n')
    done = keraslint(".")
    assert done.code == 2
    assert "this is not a regular file" in done.err


def test_configurations_that_nest_for_ever(keraslint: Keraslint, folder: Path) -> None:
    (folder / "keraslint.toml").write_text("select = " + "[" * 100_000 + "]" * 100_000)
    done = keraslint(".")
    assert done.code == 2
    assert "keraslint.toml:1: this is nested too deeply" in done.err
    (folder / "keraslint.toml").unlink()
    (folder / "known.json").write_text("[" * 100_000)
    assert "cannot read the baseline" in keraslint(".", "--baseline", "known.json").err


def test_a_file_that_vanishes_after_it_was_found(
    concise: Callable[..., list[str]], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(work.HELD + 2):
        (folder / f"m{number}.py").write_text(FAULTY)
    plain = work.Work.outcomes

    def outcomes(self: work.Work) -> object:
        (folder / f"m{work.HELD + 1}.py").unlink()
        (folder / f"m{work.HELD}.py").write_text(CLEAN)
        return plain(self)

    monkeypatch.setattr(work.Work, "outcomes", outcomes)
    found = concise(".")
    assert f"m{work.HELD + 1}.py:1:1: io-error: No such file or directory" in found
    assert not [line for line in found if line.startswith(f"m{work.HELD}.py")]
    assert len(found) == work.HELD + 2


def test_a_notebook_that_vanishes_before_it_is_reported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from keraslint.ondisk import OnDisk

    monkeypatch.chdir(folder)
    gone = OnDisk("n.ipynb")
    assert (gone.physical_line(1, 3), gone.encoded()) == (1, b"")
    (folder / "n.ipynb").write_text("{")
    assert OnDisk("n.ipynb").physical_line(1, 3) == 1


def test_a_file_that_somebody_else_changes_is_not_overwritten(
    keraslint: Keraslint, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "legacy.py").write_text(LEGACY)
    plain = engine.repair

    def repair(*arguments: object) -> object:
        (folder / "legacy.py").write_text("mine = 1\n")
        return plain(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "repair", repair)
    done = keraslint("legacy.py", "--fix", "--output-format", "concise")
    assert "io-error: the fixed file cannot be written: somebody else has changed it meanwhile" in done.out
    assert (folder / "legacy.py").read_text() == "mine = 1\n"


def in_a_process(folder: Path, *arguments: str, before: str = "") -> subprocess.Popen[str]:
    """Start a command line in a process of its own, after some statements."""
    code = f"import sys\n{before}\nfrom keraslint import cli\nsys.exit(cli.main({list(arguments)!r}))"
    paths = os.pathsep.join((str(ROOT / "src"), str(ROOT / "rules")))
    return subprocess.Popen(
        [sys.executable, "-P", "-c", code], cwd=folder, env={**os.environ, "PYTHONPATH": paths}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


FULL = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))
"""
"""Lets no file grow beyond a size, as a full disk does."""


def test_a_disk_that_is_full_while_a_file_is_fixed(folder: Path) -> None:
    long = LEGACY + "# a comment\n" * 1000
    (folder / "legacy.py").write_text(long)
    before = sorted(path.name for path in folder.iterdir())
    out, err = in_a_process(folder, "check", "--fix", "--output-format", "concise", before=FULL.format(4000)).communicate(
        timeout=120
    )
    assert "legacy.py:1:1: io-error: the fixed file cannot be written: File too large" in out, err
    assert "faulty.py:9:" in out
    assert (folder / "legacy.py").read_text() == long
    assert sorted(path.name for path in folder.iterdir()) == before


def test_a_disk_that_is_full_while_results_are_kept(folder: Path) -> None:
    for path in folder.iterdir():
        os.utime(path, (1e9, 1e9))
    out, err = in_a_process(folder, "check", "--output-format", "concise", before=FULL.format(300)).communicate(timeout=120)
    assert "faulty.py:9:" in out
    assert err.count("what was found cannot be kept for the next run: File too large") == 1
    assert FILE not in {path.name for path in (folder / FOLDER).iterdir()}


def test_a_folder_of_results_that_leads_elsewhere(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (folder / FOLDER).symlink_to(elsewhere, target_is_directory=True)
    for path in folder.glob("*.py"):
        os.utime(path, (1e9, 1e9))
    out, err = in_a_process(folder, "check", "--output-format", "concise").communicate(timeout=120)
    assert "faulty.py:9:" in out
    assert err.count("is a link, which may lead anywhere") == 1
    assert list(elsewhere.iterdir()) == []


def test_links_in_the_way_of_results_are_not_followed(folder: Path) -> None:
    (folder / FOLDER).mkdir()
    (folder / "mine.txt").write_text("mine")
    os.utime(folder / "faulty.py", (1e9, 1e9))
    trap = (
        f"import os\nfor name in ({FILE!r}, f'{FILE}.{{os.getpid()}}'):\n    os.symlink('../mine.txt', {FOLDER + '/'!r} + name)"
    )
    out, err = in_a_process(folder, "check", "--output-format", "concise", before=trap).communicate(timeout=120)
    assert "faulty.py:9:" in out
    assert "is in the way" in err
    assert (folder / "mine.txt").read_text() == "mine"


def test_what_was_left_by_runs_that_were_killed_is_removed(folder: Path) -> None:
    (folder / FOLDER).mkdir()
    for name, age in (("results.json.1", 10_000), ("results.json.2", 0)):
        (folder / FOLDER / name).write_text("{")
        os.utime(folder / FOLDER / name, (time.time() - age, time.time() - age))
    os.utime(folder / "faulty.py", (1e9, 1e9))
    in_a_process(folder, "check").communicate(timeout=120)
    assert sorted(path.name for path in (folder / FOLDER).iterdir()) == [FILE, "results.json.2"]


def many(folder: Path, count: int) -> None:
    for number in range(count):
        path = folder / f"m{number}.py"
        path.write_text(FAULTY.replace("8", str(number + 2)))
        os.utime(path, (1e9, 1e9))
    os.utime(folder / "faulty.py", (1e9, 1e9))


def test_runs_beside_each_other_share_the_results(folder: Path) -> None:
    many(folder, 5)
    command = ("check", "--output-format", "json")
    alone = in_a_process(folder, *command, "--no-cache").communicate(timeout=300)
    together = [in_a_process(folder, *command) for _ in range(3)]
    assert [process.communicate(timeout=300) for process in together] == [alone] * 3
    assert len(json.loads((folder / FOLDER / FILE).read_text())["files"]) == 6
    assert in_a_process(folder, *command).communicate(timeout=300) == alone


DEATH = """
import os, {module}
def die(*given, **named):
    if len(given) > 1 and hasattr(given[1], "write"):
        given[1].write("{{")
        given[1].flush()
    os.kill(os.getpid(), 9)
{module}.{name} = die
"""
"""Ends the process in the midst of what it writes."""


@pytest.mark.parametrize("moment", ["json.dump", "os.replace"])
def test_a_run_that_is_killed_while_it_keeps_results(folder: Path, moment: str) -> None:
    many(folder, 2)
    command = ("check", "--output-format", "json")
    alone = in_a_process(folder, *command).communicate(timeout=300)
    kept = (folder / FOLDER / FILE).read_bytes()
    (folder / "m0.py").write_text(CLEAN)
    os.utime(folder / "m0.py", (1e9 + 5, 1e9 + 5))
    module, name = moment.split(".")
    trap = DEATH.format(module=module, name=name)
    killed = in_a_process(folder, *command, before=trap)
    killed.communicate(timeout=300)
    assert killed.returncode == -signal.SIGKILL
    assert (folder / FOLDER / FILE).read_bytes() == kept
    (folder / "m0.py").write_text(FAULTY.replace("8", "2"))
    os.utime(folder / "m0.py", (1e9, 1e9))
    assert in_a_process(folder, *command).communicate(timeout=300) == alone


def test_a_run_that_is_killed_while_it_fixes(folder: Path) -> None:
    (folder / "legacy.py").write_text(LEGACY)
    trap = "import os\ndef die(*a): os.kill(os.getpid(), 9)\nos.fsync = die"
    killed = in_a_process(folder, "check", "legacy.py", "--fix", before=trap)
    killed.communicate(timeout=300)
    assert killed.returncode == -signal.SIGKILL
    assert (folder / "legacy.py").read_text() == LEGACY
    in_a_process(folder, "check", "legacy.py", "--fix").communicate(timeout=300)
    assert (folder / "legacy.py").read_text() == MENDED


def test_two_that_fix_at_once_leave_whole_files(folder: Path) -> None:
    (folder / "faulty.py").unlink()
    for number in range(4):
        (folder / f"m{number}.py").write_text(LEGACY)
    together = [in_a_process(folder, "check", "--fix", "-q") for _ in range(2)]
    for process in together:
        process.communicate(timeout=300)
    assert {path.read_text() for path in folder.glob("*.py")} == {MENDED}
    assert sorted(path.name for path in folder.iterdir() if path.name != FOLDER) == [f"m{number}.py" for number in range(4)]


def test_the_limit_of_a_child_is_not_that_of_the_run() -> None:
    assert resource.getrlimit(resource.RLIMIT_CPU)[0] == resource.RLIM_INFINITY
