"""What a survey comes to: the rules by frequency, the kinds of repositories, how much was recovered, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from keraslint import __version__
from keraslint.report.style import printable
from keraslint.scale.index import Index

MOST: Final = 20
"""So many repositories, those with the most findings, are listed."""

FREQUENCY: Final = """
select code, name, severity, sum(findings), count(*), sum(files) from (
    select code, name, min(severity) as severity, content, sum(n) as findings from found group by code, content
) join (select content, count(*) as files from copies group by content) as copies using (content)
group by code order by 6 desc, code
"""
SPREAD: Final = """
select code, count(distinct repository) from (select distinct code, content from found) join copies using (content) group by code
"""
KINDS: Final = """
with forms as (
    select repository, form, row_number() over (partition by repository order by count(*) desc, form) as place
    from copies group by repository, form
), each as (
    select repository, count(*) as files, sum(n > 0) as hit, sum(n) as findings
    from copies left join (
        select content as had, sum(n) as n from found group by content
    ) on had = content group by repository
)
select form, count(*), sum(findings > 0), sum(files), sum(hit), sum(findings)
from each join forms using (repository) where place = 1 group by form order by 2 desc, form
"""
REPOSITORIES: Final = """
select name, count(*), sum(n > 0), sum(n) from copies join repositories on number = repository left join (
    select content as had, sum(n) as n from found group by content
) on had = content group by repository having sum(n) > 0 order by 4 desc, name limit ?
"""
FAILURES: Final = "select kind, sum(n), min(example) from failed group by kind order by 2 desc, kind"


def summary_of(index: Index, inputs: Sequence[str], counts: Mapping[str, int], coverage: Mapping[str, int]) -> dict[str, Any]:
    """Return the summary as plain data."""
    index.prepare()
    distinct = next(iter(index.rows("select count(*) from contents")))[0]
    spread = dict(index.rows(SPREAD))
    return {
        "version": __version__,
        "inputs": list(inputs),
        "files": {**counts, "distinct": distinct, "duplicates": counts.get("with_keras", 0) - distinct},
        "rules": [
            {
                "code": code,
                "name": name,
                "severity": severity,
                "findings": findings,
                "distinct_files": distinct_files,
                "files": files,
                "repositories": spread[code],
            }
            for code, name, severity, findings, distinct_files, files in index.rows(FREQUENCY)
        ],
        "repository_kinds": _records(
            ("kind", "repositories", "with_findings", "files", "files_with_findings", "findings"), index.rows(KINDS)
        ),
        "repositories": _records(("repository", "files", "files_with_findings", "findings"), index.rows(REPOSITORIES, MOST)),
        "coverage": dict(coverage),
        "errors": _records(("kind", "count", "example"), index.rows(FAILURES)),
    }


def _records(names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [dict(zip(names, (0 if value is None else value for value in row), strict=True)) for row in rows]


def as_text(summary: Mapping[str, Any]) -> str:
    """Return the summary for people."""
    files = summary["files"]
    coverage = summary["coverage"]
    sites = coverage.get("compile_calls", 0)
    read = f"{files.get('documents', 0):,} files read ({files.get('bytes', 0) / 1e6:,.1f} MB)"
    keras = f"{files.get('with_keras', 0):,} have to do with Keras, {files['distinct']:,} of these differ"
    core, full = (_share(coverage.get(name, 0), sites) for name in ("core", "full"))
    lines = [
        f"{read}, {keras}, {files['linted']:,} linted",
        f"{sites:,} calls of compile: model, loss, optimizer and last activation known at {core}, all of the setup at {full}",
    ]
    lines += _block(
        "rules",
        ("code", "name", "findings", "files", "repositories"),
        [(one["code"], one["name"], one["findings"], one["files"], one["repositories"]) for one in summary["rules"]],
    )
    kinds = summary["repository_kinds"]
    lines += _block(
        "repositories by what most of their Keras files are",
        ("kind", "repositories", "with findings", "files", "with findings"),
        [(one["kind"], one["repositories"], one["with_findings"], one["files"], one["files_with_findings"]) for one in kinds],
    )
    lines += _block(
        "repositories with the most findings",
        ("repository", "findings", "files", "with findings"),
        [(one["repository"], one["findings"], one["files"], one["files_with_findings"]) for one in summary["repositories"]],
    )
    lines += _block(
        "what went wrong",
        ("kind", "files", "for example"),
        [(one["kind"], one["count"], one["example"]) for one in summary["errors"]],
    )
    return "\n".join(lines) + "\n"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "none"


def _block(title: str, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[str]:
    """Return a table with a title, or nothing where it has no rows; numbers stand to the right."""
    if not rows:
        return []
    cells = [[f"{cell:,}" if isinstance(cell, int) else printable(str(cell)) for cell in row] for row in rows]
    right = [isinstance(cell, int) for cell in rows[0]]
    widths = [max(len(row[at]) for row in [*cells, list(heads)]) for at in range(len(heads))]
    return ["", f"{title}:", *("  " + _line(row, widths, right) for row in [heads, *cells])]


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    cells = (
        cell.rjust(width) if at_right else cell.ljust(width) for cell, width, at_right in zip(row, widths, right, strict=True)
    )
    return "  ".join(cells).rstrip()
