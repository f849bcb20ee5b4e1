"""The options that say how experiments are made, for all commands that make them. On the start-up path of those that may."""

from __future__ import annotations

import sys

from keraslint.confirm.protocol import BACKENDS
from keraslint.options import ENGINES, Failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from typing import Any, Final

    from keraslint.commands.parser import Parser

ALONE: Final = ENGINES[0]
"""The engine that is none: one worker, which is begun here."""

OPTIONS: Final[dict[str, tuple[Any, dict[str, Any]]]] = {
    "--backend": (None, {"choices": BACKENDS, "help": "the backend that trains (default: the fastest that is installed)"}),
    "--python": (sys.executable, {"metavar": "PATH", "help": "the Python that has Keras (default: this one)"}),
    "--progress": (
        "bar",
        {"choices": ("bar", "lines"), "help": "a bar on a terminal (default), or lines of JSON on standard error"},
    ),
    "--full": (False, {"action": "store_true", "help": "train models at their full size, however long it takes"}),
    "--data": (
        None,
        {
            "metavar": "FILE",
            "help": "train on FILE.npz (x and y), on X.npy,Y.npy, or on what module:function gives, which is run",
        },
    ),
    "--exec": (
        False,
        {
            "dest": "execute",
            "action": "store_true",
            "help": "run your files for the models that cannot be rebuilt otherwise",
        },
    ),
    "--seed": (0, {"type": int, "metavar": "N", "help": "the first seed (default: 0)"}),
    "--timeout": (300.0, {"type": float, "metavar": "SECONDS", "help": "the time for one step of an experiment"}),
    "--memory": (6.0, {"type": float, "metavar": "GB", "help": "the memory that the worker may hold (default: 6)"}),
    "--threads": (None, {"type": int, "metavar": "N", "help": "the threads that the worker may use"}),
}
"""The options for each experiment: what they are by default, and the rest of their description."""

FARM: Final[dict[str, tuple[Any, dict[str, Any]]]] = {
    "--engine": (
        ALONE,
        {"choices": ENGINES, "help": "who makes them: one worker (default), several on this machine, or a Ray cluster"},
    ),
    "--workers": (None, {"type": int, "metavar": "N", "help": "how many are made at a time (default: as there is room for)"}),
    "--address": (
        None,
        {"metavar": "ADDRESS", "help": "the Ray cluster: auto, HOST:PORT or ray://HOST:PORT (default: begin one)"},
    ),
    "--cpus": (
        1.0,
        {"type": float, "metavar": "N", "help": "the processors of a Ray cluster that each needs (default: 1)"},
    ),
    "--gpus": (0.0, {"type": float, "metavar": "N", "help": "the accelerators that each needs (default: 0)"}),
}
"""The options for many of them."""

DEFAULTS: Final = {
    description.get("dest", flag[2:]): default for flag, (default, description) in (*OPTIONS.items(), *FARM.items())
}
"""What each of them is where the command line does not say it, by its name."""


def add_options(parser: Parser, words: str = "experiments") -> None:
    """Add the options that say how experiments are made, under the heading ``words``; what is not given stays out."""
    import argparse

    for heading, table in ((words, OPTIONS), (f"{words}, several at a time", FARM)):
        group = parser.add_argument_group(heading)
        for flag, (_, description) in table.items():
            group.add_argument(flag, default=argparse.SUPPRESS, **description)


def asked(given: Mapping[str, Any], *, no_cache: bool) -> argparse.Namespace:
    """Return all that a command line says of experiments, with the defaults of what it does not say."""
    import argparse

    said = {name: given.get(name, default) for name, default in DEFAULTS.items()}
    return argparse.Namespace(**said, no_cache=no_cache)


def taken(given: dict[str, Any]) -> dict[str, Any]:
    """Take what is said of experiments out of the options of a run that may make some.

    Raises:
        Failure: there is any, and the run makes none.
    """
    said = {name: given.pop(name) for name in DEFAULTS if name in given}
    if said and not given.get("confirm"):
        flag = next(flag for flag, (_, how) in (*OPTIONS.items(), *FARM.items()) if how.get("dest", flag[2:]) in said)
        raise Failure(f"`{flag}` says how experiments are made, and goes with `--confirm`")
    return said
