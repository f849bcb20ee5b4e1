"""What parent and worker have to agree on besides the requests themselves. Read on the start-up path of some commands."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

OUT_OF_MEMORY: Final = 77
"""The exit code of a worker that held more memory than it may."""

BACKENDS: Final = ("jax", "tensorflow", "torch")
"""The backends that train, the fastest first."""
