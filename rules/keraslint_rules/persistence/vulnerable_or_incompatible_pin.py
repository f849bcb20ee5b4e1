"""A project that requires a Keras which runs code out of the models that it loads.

## What it does
Finds `load_model` and `load_weights` in a project whose requirements allow nothing newer than Keras 3.10.

## Why is this bad
Keras 3 before 3.9 runs code out of `.keras` files that were made for that purpose, and before 3.11.3 out of `.h5` files with
`Lambda` layers, both with `safe_mode=True`. Whoever gets such a file to be loaded runs what they like on this computer.

## Example
```python
# requirements.txt: keras==3.5.0
import keras

model = keras.models.load_model("theirs.keras")
```

## Use instead
```python
# requirements.txt: keras>=3.11.3
import keras

model = keras.models.load_model("theirs.keras")
```

## When it stays silent
- The requirements allow a Keras that is not affected, or say nothing about Keras.
- Nothing is loaded in the file, or the file saves under the same name what it loads.
- The project requires Keras 2.

## Keras behaviour
Silent. Keras 3.6.0 runs a `Lambda` out of an `.h5` file with `safe_mode=True`; 3.12.0 refuses it.

## References
- [CVE-2025-1550](https://nvd.nist.gov/vuln/detail/CVE-2025-1550)
- [GHSA-36rr-ww3j-vrjv](https://github.com/advisories/GHSA-36rr-ww3j-vrjv)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import Component, Draft, Meta, Program, Severity, finding, relate, saves_models

META = Meta(
    code="KL906",
    severity=Severity.WARNING,
    category="security",
    since="0.1",
    keras="Keras 3 before 3.11",
    flavours=("keras3",),
    requirements_for=("keras.models.load_model", "keras.saving.load_model", "keras.Model.load_weights"),
)

FIRST = (3,)
MENDED = (3, 9)
"""From here on manipulated ``.keras`` files are refused."""

MENDED_HDF5 = (3, 11)
"""Of this version only the last patches refuse code in ``.h5`` files; those before it all run it."""


def check(program: Program) -> Iterator[Draft]:
    """Find what is loaded under versions that are affected; one finding for a file."""
    below = program.framework.below
    if program.framework.package != "keras" or not FIRST < below <= MENDED_HDF5:
        return
    own = {call["filepath"].value for call in saves_models(program) if isinstance(call["filepath"].value, str)}
    loads = [call for call in program.calls if call.kind in META.requirements_for and _is_foreign(call, own)]
    if loads:
        first, *others = loads
        yield finding(
            first.place,
            f"the project allows no Keras from {_text(below)} on, and such an old one can be made to run code by the file that "
            "is loaded here; require keras>=3.11.3",
            related=relate(*((call.place, "loaded here as well") for call in others)),
        )


def _is_foreign(call: Component, own: set[str]) -> bool:
    path = call["filepath"].value
    return not (isinstance(path, str) and path in own)


def _text(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)
