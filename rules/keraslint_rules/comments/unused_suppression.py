"""A comment that silences a rule which has nothing to say there.

## What it does
Reports selectors in `# keraslint: ignore[...]`, `disable[...]`, `file-ignore[...]` and codes of keraslint in `# noqa: ...` that
suppress nothing.

## Why is this bad
The fault was repaired and the comment stayed. It says that something is wrong here and wanted, which is not so, and the next
fault of that kind on this line goes unreported.

## Example
```python
import keras

model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1, activation="sigmoid")])
model.compile(loss="binary_crossentropy")  # keraslint: ignore[KL109] compared with another loss
```

## Use instead
```python
import keras

model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1, activation="sigmoid")])
model.compile(loss="binary_crossentropy")
```

## When it stays silent
A selector is judged only when every rule that it means is running, so `--select KL1` does not call the comments about other rules
unused. A bare `# noqa` may be there for another tool, and so may codes that are not keraslint's: neither is looked at. Comments
in notebook cells that do not parse are not looked at either.

## Keras behaviour
None: the comment is read by keraslint alone.

## References
- [Suppressing findings](https://github.com/OWNER/keraslint/blob/main/docs/suppression.md)
"""

from collections.abc import Iterator

from keraslint.api import Comments, Draft, Fixes, Meta, Severity

META = Meta(
    code="KL001",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    fixes=Fixes.ALWAYS,
)


def check(comments: Comments) -> Iterator[Draft]:
    """Find selectors that suppress nothing."""
    for mention in comments.mentions:
        if mention.unneeded:
            yield Draft(mention.place, f"`{mention.text}` suppresses nothing here", fix=mention.removal)
