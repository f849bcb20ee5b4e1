"""Files that are downloaded and used without a look at whether they are the right ones.

## What it does
Finds `get_file` with an address and no `file_hash`, where the file is unpacked, loaded as a model or as weights, or comes
over `http`.

## Why is this bad
Whoever controls the server, or for `http` the way to it, decides what the program reads: weights that are worse than useless, an
archive with files that nobody expects, or a model that holds code. A download that was broken off is noticed late as well.

## Example
```python
import keras

path = keras.utils.get_file("weights.h5", "http://example.org/weights.h5")
```

## Use instead
```python
import keras

path = keras.utils.get_file(
    "weights.h5",
    "https://example.org/weights.h5",
    file_hash="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
)
```

## When it stays silent
- A hash is given, under the present name or as `md5_hash`.
- The address is not known, or is one of this computer.
- Data sets and weights that Keras itself downloads: their hashes are built in.

## Keras behaviour
Silent.

## References
- [get_file](https://keras.io/api/utils/python_utils/#get_file-function)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import Component, Draft, Meta, Program, Severity, Tier, Unknown, finding

META = Meta(code="KL907", severity=Severity.INFO, category="security", since="0.1", tier=Tier.OPT_IN)

DOWNLOAD = "keras.utils.get_file"
LOADING = (".load_model", ".load_weights")
NEARBY = ("http://localhost", "http://127.0.0.1")


def check(program: Program) -> Iterator[Draft]:
    """Find downloads that nothing checks."""
    loaded = any(call.kind.endswith(LOADING) and _is_download(call) for call in program.calls)
    for call in program.calls:
        origin = call["origin"].value
        if call.kind != DOWNLOAD or not isinstance(origin, str) or origin.startswith(NEARBY):
            continue
        why = _reason(call, origin, loaded=loaded)
        if why and not any(call[name].given for name in ("file_hash", "md5_hash")):
            yield finding(call.place, f"nothing checks that the right file comes from {origin}, {why}; pass its file_hash")


def _is_download(call: Component) -> bool:
    path = call["filepath"].value
    return isinstance(path, Unknown) and path.detail.endswith("utils.get_file")


def _reason(call: Component, origin: str, *, loaded: bool) -> str:
    """Return why a wrong file would matter, an empty string where nothing says so."""
    if origin.startswith("http://"):
        return "which is not even encrypted on its way"
    if call["extract"].value is True or call["untar"].value is True:
        return "which is unpacked"
    return "and a model or weights are loaded from a download" if origin.startswith("https://") and loaded else ""
