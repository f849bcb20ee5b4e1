"""Models that are loaded with leave to run code out of the file.

## What it does
Finds `load_model(..., safe_mode=False)` and `enable_unsafe_deserialization()`.

## Why is this bad
A saved model may hold Python code, in a `Lambda` layer for one, which is run when the model is loaded. Keras refuses such files
unless it is told otherwise. With the refusal switched off, whoever wrote the file can do on this computer whatever its user
can.

## Example
```python
import keras

model = keras.models.load_model("classifier.keras", safe_mode=False)
```

## Use instead
```python
import keras

model = keras.models.load_model("classifier.keras")
```

## Fix safety
The argument is left out. This is unsafe: a file that does hold code is then refused.

## When it stays silent
- The same program saves a model under the name that it loads.
- The value of `safe_mode` is not known.

## Keras behaviour
Silent. Keras 3 before 3.11.3 also runs code out of `.h5` files with `safe_mode=True`, before 3.9 out of manipulated `.keras`
files: see `vulnerable-or-incompatible-pin`.

## References
- [Lambda layers and safe mode](https://keras.io/api/models/model_saving_apis/model_saving_and_loading/)
- [CVE-2025-1550](https://nvd.nist.gov/vuln/detail/CVE-2025-1550)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Draft,
    Fixes,
    Meta,
    Program,
    Severity,
    finding,
    fix,
    loads_models,
    remove_argument,
    saves_models,
)

META = Meta(
    code="KL901",
    severity=Severity.WARNING,
    category="security",
    since="0.1",
    keras="Keras 3",
    flavours=("keras3",),
    fixes=Fixes.SOMETIMES,
)

SWITCH = "keras.config.enable_unsafe_deserialization"


def check(program: Program) -> Iterator[Draft]:
    """Find the switch for one file and the one for all."""
    own = {call["filepath"].value for call in saves_models(program) if isinstance(call["filepath"].value, str)}
    for call in loads_models(program):
        path, safe = call["filepath"].value, call["safe_mode"]
        if safe.value is False and not (isinstance(path, str) and path in own):
            name = f"'{path}'" if isinstance(path, str) else "the file"
            yield finding(
                safe.place,
                f"safe_mode=False lets {name} run any code while it is loaded; leave it out unless you made the file yourself",
                fix=fix("Leave safe_mode out", remove_argument(safe)),
            )
    for call in program.calls:
        if call.kind == SWITCH:
            message = "enable_unsafe_deserialization() lets every file that is loaded from here on run any code"
            yield finding(call.place, f"{message}; pass safe_mode=False for the one file that needs it and that you trust")
