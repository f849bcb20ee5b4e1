"""The real programs: public repositories, each at one commit, in groups by who writes such code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path
from typing import Final

ENDINGS: Final = (".py", ".ipynb")


@dataclass(frozen=True, slots=True)
class Corpus:
    """A repository: ``half`` says that only those files are looked at whose name falls into the open half."""

    repository: str
    commit: str
    group: str
    half: bool = False

    def files(self, root: Path) -> Iterator[Path]:
        """Walk its files below ``root``, where it lies as ``OWNER__NAME``; nothing if it is not there."""
        folder = root / self.repository.replace("/", "__")
        for path in sorted(folder.rglob("*")):
            if path.suffix in ENDINGS and path.is_file() and (not self.half or _is_open(path.name)):
                yield path

    def relative(self, root: Path, path: str) -> str:
        """Return the path of a file in the repository."""
        return Path(path).relative_to(root / self.repository.replace("/", "__")).as_posix()


def _is_open(name: str) -> bool:
    """Tell the open half from the one that is kept for trials on what nobody has read; copies of a notebook share the slug."""
    slug = name.removesuffix(".py").removesuffix("ipynb").rpartition("_")[2]
    return sha1(slug.encode(), usedforsecurity=False).hexdigest()[0] < "8"


def load(path: Path) -> list[Corpus]:
    """Read the list of repositories."""
    return [Corpus(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def lines_of(path: Path) -> int:
    """Count the lines of code in a file, those of the code cells in a notebook, without empty ones."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".ipynb":
        try:
            cells = json.loads(text).get("cells", [])
        except ValueError:
            return 0
        text = "\n".join("".join(cell.get("source", "")) for cell in cells if cell.get("cell_type") == "code")
    return sum(1 for line in text.splitlines() if line.strip())
