"""The interpreter, tested in the language that it reads: what ``reveal`` shows in the Markdown files of this folder."""

from pathlib import Path

import pytest

from keraslint import testing

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=f"{path.stem}: {case.title}") for path in sorted(HERE.glob("*.md")) for case in testing.cases(path)],
)
def test_cases(case: testing.Case) -> None:
    testing.check_reveals(case)
