"""``keraslint check --baseline``: leaving out what is known, and keeping the list of it up to date."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from keraslint import baseline
from keraslint.baseline import NAME, Baseline
from keraslint.discover import shorten
from keraslint.options import Failure
from keraslint.report.style import printable
from keraslint.report.text import counted

if TYPE_CHECKING:
    from keraslint.options import Options
    from keraslint.pipeline import Result


def heed(result: Result, options: Options) -> None:
    """Take the known findings out of a result; write the baseline if that is asked for.

    Raises:
        Failure: the baseline cannot be read or written.
    """
    configured = result.settings.baseline if result.settings is not None else ""
    path = options.baseline or configured or NAME
    shown = shorten(str(Path(path).absolute()))
    known = baseline.read(path)
    if known is None and not options.update_baseline:
        raise Failure(f"there is no baseline {shown}; write one with `--update-baseline`")
    made = known is None
    known = known or Baseline(os.path.abspath(path))  # noqa: PTH100 - links are kept
    left, found = known.heed(result.files, result.sources)
    stale = known.stale(found, result.paths)
    if options.update_baseline:
        added, removed = baseline.update(known, found, stale, grow=made or options.force)
        if made or options.force:
            left, _ = Baseline(known.path, known.known | found).heed(result.files, result.sources)
        _say(f"{shown}: {counted(added, 'finding')} added, {removed} removed", options)
        if made and not configured:
            _say(f'it counts with `--baseline {shown}`, or always with `baseline = "{shown}"` in the configuration', options)
    elif stale:
        result.stale = options.fail_on_stale_baseline
        _say(
            f"{shown} lists {counted(len(stale), 'finding')} that {'is' if len(stale) == 1 else 'are'} gone; "
            "`--update-baseline` takes them out",
            options,
        )
    result.files = left


def _say(text: str, options: Options) -> None:
    if not options.quiet and not options.silent:
        sys.stderr.write(f"{printable(text)}\n")
