"""Run a command line under an audit hook that ends the process at the first access that a linter has no business with.

``watch.py TREE ARGUMENT...``: TREE is what is linted. ``--trespass EVENT`` does what is forbidden, to see that it is noticed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

TREE = Path(sys.argv[1]).resolve()
INSTALLED = {
    "_distutils_hack",
    "keraslint",
    "keraslint_rules",
    "libcst",
    "libcst_native",
    "org",
    "pathspec",
    "typing_extensions",
    "yaml",
}  # `copy` asks for Jython's `org`
READ = {".py", ".ipynb", ".toml", ".gitignore", ".cfg"}
NAMED = {"requirements.txt", "setup.cfg", "Pipfile", "results.json"}
STARTS = (
    "subprocess.",
    "os.system",
    "os.exec",
    "os.spawn",
    "os.posix_spawn",
    "pty.",
    "socket.",
    "urllib.",
    "webbrowser.",
    "ftplib.",
)

seen = 0


def forbid(what: str) -> None:
    sys.__stderr__.write(f"FORBIDDEN {what}\n")  # type: ignore[union-attr]
    sys.__stderr__.flush()  # type: ignore[union-attr]
    os._exit(99)


def in_tree(path: object) -> Path | None:
    if not isinstance(path, (str, bytes, os.PathLike)):
        return None
    whole = Path(os.path.abspath(os.fsdecode(path)))  # noqa: PTH100
    return whole.relative_to(TREE) if whole.is_relative_to(TREE) else None


def watch_open(path: object, mode: str | None, flags: int) -> None:
    below = in_tree(path)
    writes = bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)) or any(letter in (mode or "") for letter in "wax+")
    if below is None:
        return
    if writes:
        if ".keraslint_cache" not in below.parts and not (ALLOWED_TO_FIX and below.suffix == ".tmp"):
            forbid(f"writing {below}")
    elif below.suffix not in READ and below.name not in {*NAMED, ".gitignore", "CACHEDIR.TAG"}:
        forbid(f"reading {below}")


def watch_import(name: str, path: object) -> None:
    top = name.partition(".")[0]
    if in_tree(path) is not None and path is not None:
        forbid(f"importing {name} from {path!r}")
    if top not in sys.stdlib_module_names and top not in INSTALLED:
        forbid(f"importing {name}")
    if top in {"antigravity", "this", "idlelib"}:
        forbid(f"importing {name}")


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    global seen  # noqa: PLW0603 - a hook has nowhere else to count
    seen += 1
    if event == "open":
        watch_open(*arguments)
    elif event == "import":
        watch_import(arguments[0], arguments[1])
    elif event == "exec":
        file = arguments[0].co_filename
        if file == "<text>" or (in_tree(file) is not None and not file.startswith("<")):
            forbid(f"running {file}")
    elif event == "pickle.find_class":
        if arguments[0].partition(".")[0] not in {"keraslint", "builtins", "collections"}:
            forbid(f"unpickling {arguments}")
    elif event.startswith(STARTS):
        forbid(f"{event} {arguments}")


ALLOWED_TO_FIX = "--fix" in sys.argv
arguments = sys.argv[2:]

from keraslint import cli  # noqa: E402 - before the watch begins

sys.addaudithook(watch)
if arguments[0] == "--trespass":
    sys.path.insert(0, str(TREE))
    acts = {
        "import": lambda: __import__("module"),
        "open": lambda: Path("secret.txt").read_text(encoding="utf-8"),
        "exec": lambda: exec(compile("x = 1", "<text>", "exec")),
        "start": lambda: os.system("true"),
    }
    acts[arguments[1]]()
    sys.exit(0)
code = cli.main(arguments)
strangers = [name for name, module in list(sys.modules.items()) if in_tree(getattr(module, "__file__", None)) is not None]
if strangers:
    forbid(f"imported {strangers}")
sys.stderr.write(f"watched {seen} events\n")
sys.exit(code)
