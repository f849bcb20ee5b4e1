"""A comment that silences a rule which does not exist.

## What it does
Reports selectors in `# keraslint: ignore[...]`, `disable[...]`, `file-ignore[...]` and codes that begin like those of keraslint
in `# noqa: ...` that mean no rule.

## Why is this bad
A code or a name with a typing error suppresses nothing, and the reader believes that it does.

## Example
```python
import keras

model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1, activation="sigmoid")])
model.compile(loss="binary_crossentropy")  # keraslint: ignore[KL1090] compared with another loss
```

## Use instead
```python
import keras

model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1, activation="sigmoid")])
model.compile(loss="binary_crossentropy")
```

## When it stays silent
Codes of other tools in `# noqa: ...` are theirs. Rules of packs that are not loaded are unknown, and are reported.

## Keras behaviour
None: the comment is read by keraslint alone.

## References
- [Suppressing findings](https://github.com/OWNER/keraslint/blob/main/docs/suppression.md)
"""

from collections.abc import Iterator

from keraslint.api import Comments, Draft, Fixes, Meta, Severity

META = Meta(
    code="KL002",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    fixes=Fixes.ALWAYS,
)


def check(comments: Comments) -> Iterator[Draft]:
    """Find selectors that mean no rule."""
    for mention in comments.mentions:
        if not mention.known:
            hint = f"; did you mean `{mention.suggestion}`?" if mention.suggestion else ""
            yield Draft(mention.place, f"`{mention.text}` means no rule{hint}", fix=mention.removal)
