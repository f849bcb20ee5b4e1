"""Token-level mutation of sources: programs that people wrote, with pieces left out, doubled, exchanged and put in."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from keraslint.notebook.document import NotebookError, read

TOKEN: Final = re.compile(r"[^\W\d]\w*|\d[\w.]*|\"[^\"\n]*\"|'[^'\n]*'|\n[ \t]*|[ \t]+|.", re.DOTALL)

ODD: Final = (
    "None", "0", "-1", "1e400", "10**12", "()", "[]", "{}", "*", "**", "not", "lambda: 0", "'softmax'", "True", "self", "...",
    "=", ",",
    "(", ")", "\n", "\n    ", "await", "yield", "model", "keras", "%", "!", "\x00", "é", "\ufeff", "\\\n", "# noqa\n", "f'{x!r}'",
)  # fmt: skip
"""What is put in."""

LONGEST: Final = 20_000
"""Characters of a source that are mutated; one that is longer is left out."""


def sources(folder: Path) -> list[str]:
    """Return the texts of the modules and notebooks below a folder that have to do with Keras."""
    found = []
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.ipynb")]):
        try:
            data = path.read_bytes()
            notebook = path.suffix == ".ipynb"
            text = "\n".join(cell.source for cell in read(data, "").code_cells) if notebook else data.decode("utf-8")
        except (OSError, ValueError, NotebookError):
            continue
        if "keras" in text and len(text) <= LONGEST:
            found.append(text)
    return found


def mutant(texts: Sequence[str], chance: random.Random) -> str:
    """Return one of some texts after a few mutations."""
    tokens = TOKEN.findall(chance.choice(texts))
    for _ in range(chance.choice((1, 1, 2, 3, 5, 20))):
        _mutate(tokens, texts, chance)
    return "".join(tokens)


def _mutate(tokens: list[str], texts: Sequence[str], chance: random.Random) -> None:
    if not tokens:
        return
    at = chance.randrange(len(tokens))
    end = at + chance.choice((1, 1, 2, 5, 30))
    match chance.randrange(7):
        case 0:
            del tokens[at:end]
        case 1:
            tokens[at:at] = tokens[at:end]
        case 2:
            tokens[at] = chance.choice(ODD)
        case 3:
            tokens.insert(at, chance.choice(ODD))
        case 4:
            other = chance.randrange(len(tokens))
            tokens[at], tokens[other] = tokens[other], tokens[at]
        case 5:
            tokens[at] = chance.choice([token for token in tokens if token.isidentifier()] or ["x"])
        case _:
            donor = TOKEN.findall(chance.choice(texts))
            start = chance.randrange(len(donor)) if donor else 0
            tokens[at:end] = donor[start : start + chance.choice((1, 5, 30))]
