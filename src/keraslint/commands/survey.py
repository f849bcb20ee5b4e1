"""``keraslint survey``: lint collections of sources that are too large for one run, or for one machine."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from keraslint.commands import CLEAN
from keraslint.commands.parser import Parser
from keraslint.options import CONFIDENCES, ENGINES, SEVERITIES, Failure, Options
from keraslint.scale.charge import charge_for
from keraslint.scale.conduct import Survey
from keraslint.scale.executors import Resources, executor_for
from keraslint.scale.inputs import FORMS, Columns
from keraslint.scale.inputs.resolve import Wanted
from keraslint.scale.inputs.storage import arrow
from keraslint.scale.meter import Meter
from keraslint.scale.store import Store
from keraslint.scale.summary import as_text

SUMMARY: Final = "summary"

EXAMPLES: Final = """\
An INPUT is a folder, a git repository (a bare one, PATH@REVISION, or an address that git clones), a file of Parquet or JSON Lines
with a source in each row, or a folder of such files; all but repositories also in a store (s3://, gs://, hdfs://, ...).

DIR gets files.parquet, findings.parquet, setups.parquet and errors.parquet, which the column `content` joins, and summary.json
and summary.txt. A survey that was stopped goes on where it was when the same command is given again.

examples:
  keraslint survey ~/repositories --out survey           every checkout below a folder
  keraslint survey model.git tools@v2.1 --out survey      repositories, without checking them out
  keraslint survey s3://bucket/python/ --out survey       shards of a data set
  keraslint survey rows.jsonl.gz --content-column body --out survey
  keraslint survey s3://bucket/ --out survey --engine ray --address auto
"""
"""What stands below the options in the help."""


def run(arguments: Sequence[str]) -> int:
    """Make the survey that ``arguments`` ask for, or go on with it, and print its summary.

    Raises:
        Failure: the command line, an input or the configuration is wrong, or the folder is not ours.
    """
    given = _parser().words(arguments, "inputs")
    if not given.inputs:
        raise Failure("there is nothing to survey; name a folder, a repository or a data set")
    arrow()
    store = Store(Path(given.out))
    wanted = Wanted(tuple(given.inputs), given.input_format, _columns(given), store.parts / "clones")
    charge = charge_for(_options(given), given.timeout)
    about = {
        "version": charge.version,
        "inputs": given.inputs,
        "form": [given.input_format, *_columns(given).as_json()],
        "options": charge.options,
        "configuration": "" if given.config is None else sha256(Path(given.config).read_bytes()).hexdigest(),
    }
    resources = Resources(given.engine, given.workers, given.address)
    store.begin(about, anew=given.restart)
    try:
        if not store.complete:
            _make(store, wanted, charge, resources, quiet=given.quiet)
        store.finish()
    except KeyboardInterrupt:
        sys.stderr.write(f"\nstopped; the same command goes on from here, with what is in {store.folder}\n")
        raise
    finally:
        store.end()
    name = f"{SUMMARY}.{'json' if given.output_format == 'json' else 'txt'}"
    sys.stdout.write((store.folder / name).read_text(encoding="utf-8"))
    return CLEAN


def _make(store: Store, wanted: Wanted, charge: Any, resources: Resources, *, quiet: bool) -> None:
    with Meter(sys.stderr, shown=not quiet) as meter, executor_for(resources) as executor:
        summary = Survey(store, wanted, charge, executor, meter).conduct()
    (store.folder / f"{SUMMARY}.json").write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    (store.folder / f"{SUMMARY}.txt").write_text(as_text(summary), encoding="utf-8")


def _columns(given: argparse.Namespace) -> Columns:
    named = {
        role: (name,) for role in ("content", "path", "repository") if (name := getattr(given, f"{role}_column")) is not None
    }
    return Columns(**named)


def _options(given: argparse.Namespace) -> Options:
    options = Options()
    for name in ("select", "ignore", "extend_select", "plugins"):
        values = [item.strip() for item in ",".join(getattr(given, name)).split(",") if item.strip()]
        setattr(options, name, values or getattr(options, name))
    for name in ("preset", "min_severity", "min_confidence", "keras_version", "ignore_noqa"):
        setattr(options, name, getattr(given, name))
    options.config_file = given.config
    return options


def _parser() -> Parser:
    made = Parser(
        prog="keraslint survey",
        description="Lint large collections of sources, each file by itself, and write what there is to say as tables.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("inputs", nargs="*", metavar="INPUT", help="folders, git repositories, data sets, addresses of those")
    made.add_argument("--out", required=True, metavar="DIR", help="the folder that gets the tables and the summary")
    made.add_argument("--restart", action="store_true", help="throw away what is in DIR, and begin anew")
    made.add_argument(
        "--output-format", choices=("text", "json"), default="text", help="print the summary as text (default) or json"
    )
    made.add_argument("-q", "--quiet", action="store_true", help="do not show how far it is")
    _add_data(made.add_argument_group("inputs"))
    _add_work(made.add_argument_group("work"))
    _add_rules(made.add_argument_group("rules"))
    return made


def _add_data(group: argparse._ArgumentGroup) -> None:
    defaults = Columns()
    group.add_argument(
        "--input-format", choices=FORMS, default="auto", help="what the inputs are (default: what their names and contents say)"
    )
    for role in ("content", "path", "repository"):
        names = ", ".join(getattr(defaults, role))
        group.add_argument(
            f"--{role}-column", metavar="NAME", help=f"the column that holds the {role} (default: the first of {names})"
        )


def _add_work(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--engine", choices=ENGINES, default="local", help="who works: this process, several (default), or a Ray cluster"
    )
    group.add_argument("--workers", type=int, metavar="N", help="how many work at a time (default: all processors)")
    group.add_argument(
        "--address", metavar="ADDRESS", help="the Ray cluster: auto, HOST:PORT or ray://HOST:PORT (default: begin one here)"
    )
    group.add_argument(
        "--timeout", type=float, default=60.0, metavar="SECONDS", help="how long one file may take (default: 60; not with serial)"
    )


def _add_rules(group: argparse._ArgumentGroup) -> None:
    for flag, text in {
        "--select": "run these rules and no others",
        "--ignore": "leave these rules out",
        "--extend-select": "run these rules as well",
    }.items():
        group.add_argument(flag, action="append", default=[], metavar="SELECTOR", help=text)
    group.add_argument("--preset", metavar="NAME", help="start from the core, default, migration, leakage or strict rules")
    group.add_argument("--min-severity", choices=SEVERITIES, help="record what is at least as bad (default: info)")
    group.add_argument("--min-confidence", choices=CONFIDENCES, help="record what is at least as sure (default: medium)")
    group.add_argument("--keras-version", metavar="VERSIONS", help="the Keras that the code is for, such as 2.15 or >=3")
    group.add_argument(
        "--plugin", dest="plugins", action="append", default=[], metavar="PACKAGE", help="load this rule pack as well"
    )
    group.add_argument(
        "--config", metavar="FILE", help="a configuration file for everything; those beside the sources are not read"
    )
    group.add_argument("--ignore-noqa", action="store_true", help="record what comments suppress, too")
