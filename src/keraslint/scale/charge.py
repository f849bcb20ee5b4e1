"""How a survey lints: the settings, the same for every file, in a form that goes to every worker and into the manifest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from keraslint import __version__
from keraslint.options import Failure, Options

if TYPE_CHECKING:
    from keraslint.engine import Engine


@dataclass(frozen=True, slots=True)
class Charge:
    """What a worker is told: the options of the run as JSON, how long a file may take, and the version that is to do it."""

    options: str
    seconds: float
    version: str = __version__

    @property
    def slice_seconds(self) -> float:
        """How long reading a slice may take: reading is quick, but a store may be slow."""
        return 10 * self.seconds


def charge_for(options: Options, seconds: float) -> Charge:
    """Return the charge of a command line.

    Raises:
        Failure: the options or the configuration are wrong.
    """
    options.no_cache = True
    options.isolated = options.config_file is None
    made = Charge(json.dumps(vars(options), sort_keys=True), seconds)
    engine_of(made).plan_for("module.py")
    return made


@cache
def engine_of(charge: Charge) -> Engine:
    """Return the engine that lints as is charged; it is made once in each process.

    Raises:
        Failure: this is another version of keraslint, or the options are wrong.
    """
    from keraslint.engine import Engine
    from keraslint.project import Alone

    if charge.version != __version__:
        raise Failure(f"a worker has keraslint {__version__}, and the survey is made with {charge.version}")
    options = Options()
    given: dict[str, Any] = json.loads(charge.options)
    vars(options).update(given)
    return Engine(options, project=Alone())
