"""``keraslint init``: a configuration to start from, the hook for commits, and ruff told whose codes these are."""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final

from keraslint import __version__, ruff
from keraslint.commands import CLEAN
from keraslint.commands.parser import Parser
from keraslint.config.locate import NAMES, PYPROJECT
from keraslint.home import PLACEHOLDER, REPOSITORY
from keraslint.nearest import hint
from keraslint.options import Failure

PREFIX: Final = "KL"
PRE_COMMIT: Final = ".pre-commit-config.yaml"

STARTS: Final = {
    "default": "",
    "core": 'preset = "core"\n',
    "migration": 'preset = "migration"\n',
    "leakage": 'preset = "leakage"\n',
    "strict": 'preset = "strict"\n',
}
"""What the configuration says for each preset."""

CONTENT: Final = '{start}# Teaching material, in which few epochs are normal.\nrelaxed-files = ["tutorials/**", "examples/**"]\n'

HOOK: Final = """\
  - repo: {repository}
    rev: {revision}
    hooks:
      - id: keraslint  # args: [--fix] to repair; put it before a formatter
"""


def run(arguments: Sequence[str]) -> int:
    """Write what is missing in the current folder, and say what was done; what is there already stays as it is.

    Raises:
        Failure: a file cannot be written.
    """
    options = _parser().words(arguments, "paths")
    if options.preset not in STARTS:
        raise Failure(f"there is no preset `{options.preset}`{hint(options.preset, STARTS)}")
    if options.paths:
        raise Failure(f"`keraslint init` sets up the current folder, and takes no path such as {options.paths[0]}")
    for say in (_configuration(options.preset), _hook(*_source(options.repository, options.revision)), _external()):
        sys.stdout.write(f"{say}\n")
    sys.stdout.write("next: `keraslint .`, and in an old code base `keraslint --update-baseline .`\n")
    return CLEAN


def _configuration(preset: str) -> str:
    content = CONTENT.format(start=STARTS[preset])
    for name in NAMES:
        path = Path(name)
        if path.exists() and (name != PYPROJECT or "keraslint" in _parsed(path).get("tool", {})):
            return f"{name}: has a configuration already"
    project = Path(PYPROJECT)
    if project.exists():
        text = project.read_text(encoding="utf-8")
        return _write(project, f"{text.rstrip()}\n\n[tool.keraslint]\n{content}", "[tool.keraslint] added")
    return _write(Path("keraslint.toml"), content, "written")


def _source(repository: str | None, revision: str | None) -> tuple[str, str]:
    """Return from where a hook gets keraslint: as the command line says, else from where it was installed, else from its home."""
    if repository is not None:
        return repository, revision or f"v{__version__}"
    installed = _installed_from()
    if installed is not None:
        return installed[0], revision or installed[1]
    return REPOSITORY, revision or f"v{__version__}"


def _installed_from() -> tuple[str, str] | None:
    """Return the repository and the revision from which pip has installed this, if it came from one."""
    try:
        text = distribution("keraslint").read_text("direct_url.json")
    except PackageNotFoundError:
        return None
    origin = json.loads(text or "{}")
    revision = origin.get("vcs_info", {}).get("requested_revision") or origin.get("vcs_info", {}).get("commit_id")
    return (origin["url"], revision) if revision else None


def _hook(repository: str, revision: str) -> str:
    """Add the hook to the configuration of pre-commit."""
    path = Path(PRE_COMMIT)
    hook = HOOK.format(repository=repository, revision=revision)
    first = f"put the address of its repository for {PLACEHOLDER}, then " if PLACEHOLDER in repository else ""
    if not path.exists():
        return _write(path, f"repos:\n{hook}", f"written, with the hook; {first}`pre-commit install` puts it to work")
    text = path.read_text(encoding="utf-8")
    if re.search(r"^\s*-?\s*id:\s*keraslint\b", text, re.MULTILINE):
        return f"{PRE_COMMIT}: has the hook already"
    if re.search(r"^repos:\s*$", text, re.MULTILINE) is None:
        return f"{PRE_COMMIT}: add the hook by hand, the file is not of the usual form:\n{hook}".rstrip()
    indent = re.search(r"^repos:\s*\n(?:\s*#.*\n)*(?P<indent> *)- ", text, re.MULTILINE)
    shift = len(indent["indent"]) - 2 if indent is not None else 0
    hook = "".join(f"{' ' * max(shift, 0)}{line[-min(shift, 0) :]}" for line in hook.splitlines(keepends=True))
    return _write(
        path,
        re.sub(r"^repos:\s*\n", lambda found: found[0] + hook, text, count=1, flags=re.MULTILINE),
        f"hook added{first and f'; {first}it is ready'}",
    )


def _external() -> str:
    """Tell ruff that codes with our prefix are not its own, where it is configured here."""
    for name in ruff.NAMES:
        path = Path(name)
        table = ruff.table(path)
        if table is None:
            continue
        if any(PREFIX.startswith(known) for known in ruff.external(table)):
            return f"{name}: ruff knows about our codes already"
        section = "lint" if name != PYPROJECT else "tool.ruff.lint"
        text = path.read_text(encoding="utf-8")
        changed = _with_external(text, section)
        if _external_of(changed, section) == [PREFIX, *_external_of(text, section)]:
            return _write(path, changed, f'`external = ["{PREFIX}"]` added to [{section}], so that ruff leaves our codes alone')
        return f'{name}: add `external = ["{PREFIX}"]` to [{section}] by hand'
    return "ruff: not configured here, nothing to do"


def _with_external(text: str, section: str) -> str:
    header = re.compile(rf"^\[{re.escape(section)}\][^\n]*\n", re.MULTILINE)
    found = header.search(text)
    if found is None:
        return f'{text.rstrip()}\n\n[{section}]\nexternal = ["{PREFIX}"]\n'.lstrip()
    following = re.search(r"^\[", text[found.end() :], re.MULTILINE)
    end = found.end() + following.start() if following is not None else len(text)
    body = text[found.end() : end]
    there = re.search(r"^external\s*=\s*\[", body, re.MULTILINE)
    if there is None:
        return f'{text[: found.end()]}external = ["{PREFIX}"]\n{body}{text[end:]}'
    at = found.end() + there.end()
    separator = "" if re.match(r"\s*\]", text[at:]) else ", "
    return f'{text[:at]}"{PREFIX}"{separator}{text[at:]}'


def _external_of(text: str, section: str) -> list[str]:
    try:
        table: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return []
    for part in section.split("."):
        table = table.get(part, {})
    listed = table.get("external", [])
    return list(listed) if isinstance(listed, list) else []


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Failure(f"cannot read {path}: {error}") from None


def _write(path: Path, text: str, done: str) -> str:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Failure(f"cannot write {path}: {error.strerror}") from None
    return f"{path}: {done}"


def _parser() -> Parser:
    made = Parser(
        prog="keraslint init",
        description="Set keraslint up in the current folder: configuration, pre-commit hook, and ruff's `external`.",
    )
    made.add_argument("--preset", default="default", metavar="NAME", help="the rules to start from: " + ", ".join(STARTS))
    made.add_argument(
        "--repository", metavar="URL", help="from where the hook gets keraslint (default: from where this was installed)"
    )
    made.add_argument("--revision", metavar="REV", help=f"the tag or commit of it (default: v{__version__})")
    made.add_argument("paths", nargs="*", help=argparse.SUPPRESS)
    return made
