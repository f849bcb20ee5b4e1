"""Git repositories, read from their objects: no work tree, no hook, nothing of theirs is run.

A repository of this machine is named by its folder where that is bare, by ``PATH@REVISION``, or as ``git+file:///PATH``; one of a
server by the address that ``git clone`` takes, and only its newest state is fetched.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO, Final

from keraslint.options import Failure
from keraslint.scale.inputs import GIT, Document, Slice
from keraslint.scale.inputs.folders import AT_A_TIME, wanted

SCHEMES: Final = ("git@", "git://", "git+", "ssh://")

PLAIN: Final = {"100644", "100755"}
"""The modes of entries that are files, not links or other repositories."""


def is_remote(name: str) -> bool:
    """Say whether an input is the address of a repository."""
    return name.startswith(SCHEMES) or ("://" in name and name.endswith(".git"))


def is_bare(path: Path) -> bool:
    """Say whether a folder is a repository without a work tree."""
    return (path / "HEAD").is_file() and (path / "objects").is_dir() and (path / "refs").is_dir()


def cloned(address: str, folder: Path) -> Path:
    """Return the copy of a remote repository in ``folder``, which is made where it is not there yet.

    Raises:
        Failure: it cannot be fetched.
    """
    folder = folder.absolute()
    target = folder / sha256(address.encode()).hexdigest()[:16]
    if target.exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f"{target.name}.{os.getpid()}"
    _git(folder, address, "clone", "--quiet", "--bare", "--depth", "1", "--", address.removeprefix("git+"), str(fresh))
    return fresh.rename(target)


def slices_of(name: str, repository: Path, revision: str, shown: str, first: int) -> Iterator[Slice]:
    """Cut the sources of a revision into slices, numbered from ``first`` on.

    Raises:
        Failure: it is not a repository, or has no such revision.
    """
    commit = _git(repository, name, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").strip()
    listing = _git(repository, name, "ls-tree", "-r", "-z", "--full-tree", commit)
    chosen = []
    for entry in listing.split("\0"):
        head, _, path = entry.partition("\t")
        if path and head.split()[0] in PLAIN and wanted(path):
            chosen.append((head.split()[2], path))
    for at in range(0, len(chosen), AT_A_TIME):
        yield Slice(first + at // AT_A_TIME, GIT, str(repository), tuple(chosen[at : at + AT_A_TIME]), shown)


def read_objects(part: Slice) -> Iterator[Document]:
    """Walk the sources of a slice.

    Raises:
        OSError: the repository cannot be read.
    """
    command = ["git", "-C", part.source, "cat-file", "--batch"]
    process = subprocess.Popen(  # noqa: S603 - no shell
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment()
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        for row, (name, path) in enumerate(part.parts):
            process.stdin.write(f"{name}\n".encode())
            process.stdin.flush()
            yield Document(row, part.repository, path, _object(process.stdout))
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def _object(stream: IO[bytes]) -> bytes | str:
    head = stream.readline().split()
    if len(head) != 3:
        return "git does not give the object out"
    data = stream.read(int(head[2]))
    stream.read(1)
    return data


def _git(folder: Path, name: str, *arguments: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - no shell
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - the git of the user
            capture_output=True,
            check=True,
            env=_environment(),
            stdin=subprocess.DEVNULL,
        )
    except FileNotFoundError:
        raise Failure(f"{name}: git is not installed") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().splitlines()
        why = next((line for line in said if line.startswith("fatal: ")), "")
        raise Failure(f"{name}: git cannot read it{why and ': ' + why.removeprefix('fatal: ')}") from None
    return done.stdout.decode("utf-8", "surrogateescape")


def _environment() -> dict[str, str]:
    """Return an environment in which git neither asks for passwords nor takes other programs for transports."""
    return {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh", "GIT_OPTIONAL_LOCKS": "0"}
