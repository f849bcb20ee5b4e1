"""The parts of the benchmark that only compute: trees made of texts, medians, the fit of growth, and the table."""

from __future__ import annotations

import ast
import json
import math
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).parent.parent.parent / "tools"
sys.path.insert(0, str(TOOLS))

from bench import cases, measure, table, trees  # noqa: E402 - the path to the tools comes first
from bench.measure import Cost  # noqa: E402

LONG = "import os\n\n" + "".join(f"def f{number}():\n    return (\n        {number}\n    )\n\n" for number in range(12))


def test_a_module_is_cut_into_cells_between_its_statements() -> None:
    found = trees.cells(LONG)
    assert "".join(found) == LONG
    assert len(found) > 2
    for cell in found:
        ast.parse(cell)


def test_notebooks_hold_the_code_of_long_modules() -> None:
    made = trees.notebooks(["import os\n", LONG, LONG], 5)
    assert [name for name, _ in made] == ["0000.ipynb", "0001.ipynb"]
    whole = json.loads(made[0][1])
    assert "".join(cell["source"] for cell in whole["cells"]) == LONG
    assert {cell["cell_type"] for cell in whole["cells"]} == {"code"}


def test_texts_are_joined_up_to_a_number_of_lines() -> None:
    texts = ["a\nb\n", "from __future__ import annotations\n", "c\nd\ne\n"]
    assert trees.joined(texts, 5) == "a\nb\nc\nd\ne\n"
    assert trees.joined(texts, 7) == "a\nb\nc\nd\ne\na\nb\n"
    assert trees.joined(texts, 1) == ""


def test_files_are_copied_with_what_is_put_behind_them(tmp_path: Path) -> None:
    source = tmp_path / "a.py"
    source.write_bytes(b"import keras\n")
    assert trees.File("p/a.py", source, b"# more\n").content() == b"import keras\n# more\n"


def test_the_median_is_taken_of_each_cost() -> None:
    assert measure.middle([Cost(3, 1, 5), Cost(1, 2, 6), Cost(2, 3, 4)]) == Cost(2, 2, 5)


def test_commands_run_in_turn_until_there_was_enough() -> None:
    order = []

    def running(name: str) -> measure.Run:
        def run() -> Cost:
            order.append(name)
            return Cost(len(order), 0)

        return run

    assert measure.in_turn({"a": running("a"), "b": running("b")}, 2) == {"a": Cost(2, 0), "b": Cost(3, 0)}
    assert order == ["a", "b", "a", "b"]
    order.clear()
    measure.in_turn({"a": running("a")}, 5, enough=0.0)
    assert order == ["a"]


@pytest.mark.parametrize("power", [1.0, 1.5, 2.0])
def test_the_growth_is_the_power_over_what_starting_takes(power: float) -> None:
    points = [(size, 0.3 + 0.01 * size**power) for size in (10, 100, 1000)]
    assert measure.exponent(points, 0.3) == pytest.approx(power)


def test_no_growth_is_told_from_less_than_two_points() -> None:
    assert math.isnan(measure.exponent([(10, 0.5), (100, 0.2)], 0.4))


def test_a_command_is_measured(tmp_path: Path) -> None:
    work = "import os; open('left', 'w').close(); sum(range(2_000_000)); print(os.environ['SAID'])"
    cost = measure.measured([sys.executable, "-c", work], tmp_path, cores=1, settings={"SAID": "x"})
    assert (tmp_path / "left").exists()
    assert cost.cpu > 0
    assert cost.wall > 0
    assert cost.memory > 1_000_000


def test_folders_are_added_up(tmp_path: Path) -> None:
    for name in ("a/1.py", "b/2.py", "b/c/3.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert cases.cumulated(tmp_path) == {1: (tmp_path / "a",), 3: (tmp_path / "a", tmp_path / "b")}


def test_the_page_shows_which_targets_are_met() -> None:
    rows = [cases.Row("one file", "ruff", 0.5, 1.0, 0.8), cases.Row("memory", "120 MB", 150.0, 120.0, 1.0, "MB")]
    growths = [cases.Growth("files", ((10, 0.5), (1000, 40.0)), 0.95)]
    page = table.report(rows, growths, "the command")
    assert "| one file | ruff | 0.5 s | 1 s | 0.50 | 0.80 | met |" in page
    assert "| memory | 120 MB | 150 MB | 120 MB | 1.25 | 1.00 | missed |" in page
    assert "| files | 10: 0.50, 1,000: 40.00 | 0.95 |" in page
    assert "`the command`" in page
