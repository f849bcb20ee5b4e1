"""The formats that other programs read, on real runs: shapes, units of columns, places in notebooks, paths."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from keraslint.report.linehash import line_hashes
from support import FAULTY, Run

Lint = Callable[..., Run]
SCHEMAS = Path(__file__).parent / "schemas"


def line_in_notebook(project: Path, text: str) -> int:
    """Return the line of the notebook's JSON on which a text stands."""
    lines = (project / "n.ipynb").read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def valid(name: str, text: str) -> Any:
    data = json.loads(text)
    jsonschema.validate(data, json.loads((SCHEMAS / f"{name}.json").read_text()))
    return data


def test_gitlab(report: Lint, project: Path) -> None:
    done = report("--output-format", "gitlab")
    assert done.code == 1
    rows = {row["location"]["path"]: row for row in valid("gitlab", done.out)}
    assert rows.keys() == {"broken.py", "n.ipynb", "src/m.py"}
    row = rows["src/m.py"]
    assert (row["check_name"], row["severity"]) == ("KL101", "major")
    assert row["location"]["positions"]["begin"] == {"line": 10, "column": 45}
    begin = rows["n.ipynb"]["location"]["positions"]["begin"]
    assert begin == {"line": line_in_notebook(project, "softmax")}
    assert rows["n.ipynb"]["description"].endswith("(cell 2, line 9)")


def test_fingerprints_stay_when_lines_move_and_tell_equal_findings_apart(report: Lint, project: Path) -> None:
    def prints() -> list[str]:
        return [row["fingerprint"] for row in json.loads(report("src", "--every-place", "--output-format", "gitlab").out)]

    before = prints()
    path = project / "src" / "m.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"# a line more\n\n{text}", encoding="utf-8")
    assert prints() == before
    path.write_text(text.replace("    (", "        (", 1), encoding="utf-8")
    assert prints() == before
    twice = "import keras\n" + "".join(
        f"def {name}():\n    m = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, activation='softmax')])\n"
        "    m.compile(loss='binary_crossentropy')\n    return m\n"
        for name in ("f", "g", "f")
    )
    path.write_text(twice)
    both = prints()
    assert len(both) == len(set(both)) == 3
    path.write_text(twice.replace("def g", "def h"))
    assert [one == other for one, other in zip(both, prints(), strict=True)] == [True, False, True]


def test_rdjson_counts_bytes(report: Lint, project: Path) -> None:
    rows = {row["location"]["path"]: row for row in valid("rdjson", report("--output-format", "rdjson").out)["diagnostics"]}
    line = (project / "src" / "m.py").read_bytes().splitlines()[9]
    start = rows["src/m.py"]["location"]["range"]["start"]
    assert start["line"] == 10
    assert line[start["column"] - 1 :].startswith(b'"softmax"')
    end = rows["src/m.py"]["location"]["range"]["end"]
    assert line[: end["column"] - 1].endswith(b'"softmax"')
    (suggestion,) = rows["src/m.py"]["suggestions"]
    assert suggestion["text"] == '"sigmoid"'
    assert line[suggestion["range"]["start"]["column"] - 1 :].startswith(b'"softmax"')
    assert rows["n.ipynb"]["location"]["range"]["start"] == {"line": line_in_notebook(project, "softmax")}
    assert "suggestions" not in rows["n.ipynb"]


def test_junit(report: Lint, project: Path) -> None:
    root = ET.fromstring(report("--output-format", "junit").out.partition("\n")[2])
    assert root.attrib == {"name": "keraslint", "tests": "3", "failures": "3", "errors": "0", "skipped": "0"}
    suites = {suite.attrib["name"]: suite for suite in root}
    case = suites[str(project / "src" / "m.py")][0]
    assert case.attrib == {
        "name": "org.keraslint.KL101",
        "classname": str(project / "src" / "m"),
        "line": "10",
        "column": "45",
    }
    assert [child.tag for child in case] == ["properties", "failure"]
    failure = suites[str(project / "n.ipynb")][0].find("failure")
    assert failure is not None
    assert str(failure.text).startswith("cell 2, line 9, col ")


JUNIT: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": ({"name", "tests", "failures", "errors", "skipped"}, set(), {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors", "skipped"}, {"package"}, {"testcase"}),
    "testcase": ({"name", "classname"}, {"line", "column"}, {"properties", "failure"}),
    "properties": (set(), set(), {"property"}),
    "property": ({"name", "value"}, set(), set()),
    "failure": ({"message"}, {"type"}, set()),
}
"""The format as tools document it that read it: for each element the attributes that it has, those that it may have, and what
stands in it. The schema of Jenkins has no place for lines and properties, which other linters write all the same.
"""


def junit_problems(element: ET.Element) -> list[str]:
    """Return where an element and all below it depart from the format, in structure or in number."""
    has, may, holds = JUNIT[element.tag]
    given = set(element.attrib)
    found = [f"{element.tag}: {name}" for name in (has - given) | (given - has - may) | {one.tag for one in element} - holds]
    cases = list(element.iter("testcase"))
    failed = [case for case in cases if case.find("failure") is not None]
    if "tests" in has and (element.attrib["tests"], element.attrib["failures"]) != (str(len(cases)), str(len(failed))):
        found.append(f"{element.tag}: counts {len(cases)} tests and {len(failed)} failures otherwise")
    return [*found, *(problem for one in element for problem in junit_problems(one))]


@pytest.mark.parametrize("arguments", [(), ("src",), ("src/clean.py",)])
def test_junit_is_as_its_readers_document_it(report: Lint, project: Path, arguments: tuple[str, ...]) -> None:
    (project / "src" / "clean.py").write_text("import keras\n")
    text = report(*arguments, "--output-format", "junit").out
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ')
    assert junit_problems(ET.fromstring(text.partition("\n")[2])) == []


def test_what_departs_from_junit_is_seen() -> None:
    suite = '<testsuite name="a" tests="{}" failures="0" errors="0" skipped="0">{}</testsuite>'
    assert junit_problems(ET.fromstring(suite.format(1, '<testcase name="a" classname="b"/>'))) == []
    assert junit_problems(ET.fromstring(suite.format(2, '<testcase name="a" classname="b"/>'))) != []
    assert junit_problems(ET.fromstring(suite.format(1, '<testcase name="a" file="b"/>'))) != []


@pytest.mark.slow
@pytest.mark.network
def test_a_reader_of_junit_reads_it(report: Lint, project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    target = tmp_path_factory.mktemp("packages")
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(target), "junitparser"]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("no package index can be reached")
    report("--output-format", f"junit={project / 'report.xml'}")
    ask = (
        "import sys; from junitparser import JUnitXml; xml = JUnitXml.fromfile('report.xml');"
        "print([(case.name, case.is_failure, case.result[0].message[:12]) for suite in xml for case in suite])"
    )
    done = subprocess.run(
        [sys.executable, "-c", ask], cwd=project, env={"PYTHONPATH": str(target)}, capture_output=True, text=True, check=False
    )
    assert done.stdout.count("('org.keraslint.KL101', True, 'Dense(1, act')") == 2, done.stderr


def test_junit_of_a_clean_run_has_a_test_that_passes(report: Lint, project: Path) -> None:
    (project / "clean.py").write_text("import keras\n")
    root = ET.fromstring(report("clean.py", "--output-format", "junit").out.partition("\n")[2])
    assert root.attrib["tests"] == "1"
    assert root.attrib["failures"] == "0"
    assert [case.tag for suite in root for case in suite] == ["testcase"]


def test_github(report: Lint, project: Path) -> None:
    done = report("--output-format", "github")
    lines = done.out.splitlines()
    commands = [line for line in lines if line.startswith("::")]
    assert len(commands) == 3
    module = next(line for line in commands if "file=src/m.py" in line)
    assert module.startswith(
        "::error title=keraslint (KL101),file=src/m.py,line=10,col=45,endLine=10,endColumn=54::src/m.py:10:45: KL101 "
    )
    assert "%0A  help: " in module
    notebook = next(line for line in commands if "file=n.ipynb" in line)
    number = line_in_notebook(project, "softmax")
    assert f",line={number},endLine={number}::n.ipynb:cell 2:9:38: KL101" in notebook
    assert any(line.startswith("src/m.py:10:45: KL101 ") for line in lines)
    assert "GitHub shows" not in done.out


def test_github_says_when_it_will_not_show_all(report: Lint, project: Path) -> None:
    for number in range(12):
        (project / f"m{number}.py").write_text(FAULTY)
    last = report("--output-format", "github").out.splitlines()[-1]
    assert last == "GitHub shows 10 of 15 annotations; all of them are listed here."


def test_azure_and_pylint(report: Lint, project: Path) -> None:
    number = line_in_notebook(project, "softmax")
    lines = report("--output-format", "azure").out.splitlines()
    assert any(
        line.startswith("##vso[task.logissue type=error;sourcepath=src/m.py;linenumber=10;columnnumber=45;code=KL101;]")
        for line in lines
    )
    lines = report("--output-format", "pylint").out.splitlines()
    assert any(line.startswith("src/m.py:10: [KL101] ") for line in lines)
    assert any(line.startswith(f"n.ipynb:{number}: [KL101] ") and line.endswith("(cell 2, line 9)") for line in lines)


def test_grouped(report: Lint) -> None:
    assert re.fullmatch(
        r"broken\.py:\n  2:7 invalid-syntax: .+\n\nn\.ipynb:\n  cell 2:9:38 KL101 .+\n\nsrc/m\.py:\n  10:45 KL101 .+\n\n"
        r"Found 3 errors\.\n2 unsafe fixes available .+\n",
        report("--output-format", "grouped").out,
    )


def test_json_lines(report: Lint) -> None:
    whole = json.loads(report("--output-format", "json").out)
    assert [json.loads(line) for line in report("--output-format", "json-lines").out.splitlines()] == whole


def test_markdown(report: Lint, project: Path) -> None:
    out = report("--output-format", "markdown").out
    assert out.startswith("### keraslint found 3 errors\n\n| severity | where | rule | message |\n")
    assert "| error | src/m.py:10:45 | KL101 softmax-on-single-unit | " in out
    (project / "clean.py").write_text("import keras\n")
    assert report("clean.py", "--output-format", "markdown").out == "### keraslint: all checks passed\n"


def test_several_formats_in_one_run(report: Lint, project: Path) -> None:
    done = report(
        "--output-format", "concise", "--output-format", "sarif=out/../k.sarif", "--output-format", "gitlab=g.json", "src"
    )
    assert done.code == 2
    done = report("--output-format", "concise", "--output-format", "sarif=k.sarif", "--output-format", "gitlab=g.json", "src")
    assert done.code == 1
    assert done.out.startswith("src/m.py:10:45: KL101 ")
    assert len(json.loads((project / "g.json").read_text())) == 1
    assert json.loads((project / "k.sarif").read_text())["version"] == "2.1.0"
    assert report("src", "--output-format", "json=j.json").out.startswith("error[KL101 ")
    (project / "other.py").write_text("import torch\n")
    assert report("other.py", "--output-format", "json=j.json").out == "All checks passed!\n"
    assert (project / "j.json").read_text() == "[]\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--output-format", "sarf"], "unknown output format `sarf`; did you mean `sarif`?"),
        (["--output-format", "xyz=x"], "unknown output format `xyz`; the formats are full, "),
        (["--output-format", "json", "--output-format", "full"], "only one format can go to standard output"),
    ],
)
def test_wrong_formats(report: Lint, arguments: list[str], message: str) -> None:
    done = report(*arguments)
    assert done.code == 2
    assert done.err.startswith(f"error: {message}")


def test_the_format_and_the_file_may_stand_in_the_environment(
    report: Lint, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERASLINT_OUTPUT_FORMAT", "pylint")
    monkeypatch.setenv("KERASLINT_OUTPUT_FILE", "report.txt")
    assert report("src").out == ""
    assert (project / "report.txt").read_text().startswith("src/m.py:10: [KL101]")
    assert report("src", "--output-format", "json", "-o", "x").code == 1
    assert json.loads((project / "x").read_text())
    monkeypatch.setenv("KERASLINT_OUTPUT_FORMAT", "nope")
    assert report("src").code == 2


def test_paths_are_relative_to_what_the_host_says(report: Lint, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI_PROJECT_DIR", str(project / "src"))
    assert json.loads(report("src", "--output-format", "gitlab").out)[0]["location"]["path"] == "m.py"
    monkeypatch.delenv("CI_PROJECT_DIR")
    monkeypatch.chdir(project / "src")
    assert json.loads(report("--output-format", "gitlab").out)[0]["location"]["path"] == "src/m.py"


LINE_HASHES = {
    "": ["c129715d7a2bc9a3:1"],
    " a\nb\n  \t\tc\n d": ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
    " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End": [
        "8b7cf3e952e7aeb2:1", "b1ae1287ec4718d9:1", "bff680108adb0fcc:1", "c6805c5e1288b612:1", "b86d3392aea1be30:1",
        "e6ceba753e1a442:1",
    ],
    **{
        text: [
            "e9496ae3ebfced30:1", "fb7c023a8b9ccb3f:1", "ce8ba1a563dcdaca:1", "e20e36e16fcb0cc8:1", "b3edc88f2938467e:1",
            "c8e28b0b4002a3a0:1", "c129715d7a2bc9a3:1",
        ]
        for text in (
            " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n",
            " hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r",
            " hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n",
            " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
        )
    },
    "Lorem ipsum dolor sit amet.\n" * 10: [
        *(f"a7f2ff13bc495cf2:{number}" for number in range(1, 7)), "a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1",
        "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1",
    ],
}  # fmt: skip
"""What the action that uploads results computes, by its own tests."""


@pytest.mark.parametrize(("text", "expected"), LINE_HASHES.items())
def test_the_fingerprints_of_lines_are_those_of_github(text: str, expected: list[str]) -> None:
    assert line_hashes(text) == expected
