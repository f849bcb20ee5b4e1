"""The versions that a project requires, and what they mean for the rules about versions."""

from __future__ import annotations

from pathlib import Path

import pytest

from keraslint import pins
from keraslint.engine import Engine
from keraslint.options import Options
from keraslint.recover.framework import framework_of

REQUIREMENTS = {
    "tensorflow==2.4.1": ("tensorflow", ((2, 4), (2, 5))),
    "keras>=2.3,<3": ("keras", ((2, 3), (3,))),
    "tensorflow-gpu~=2.10.0": ("tensorflow", ((2, 10), (2, 11))),
    'tensorflow = "^2.4"': ("tensorflow", ((2, 4), (3,))),
    '    "keras==2.2.4",': ("keras", ((2, 2), (2, 3))),
    "  - keras=2.2": ("keras", ((2, 2), (2, 3))),
    "tensorflow>=2.16": ("tensorflow", ((2, 16), ())),
    "tensorflow[and-cuda] <= 2.15": ("tensorflow", ((), (2, 16))),
    "keras": None,
    "keras-tuner==1.0": None,
    "tensorflow_hub==0.12": None,
    "# keras==2.2": None,
}


@pytest.mark.parametrize(("line", "expected"), REQUIREMENTS.items())
def test_requirements_are_read(line: str, expected: tuple[str, pins.Range] | None) -> None:
    assert list(pins.parse(line)) == ([] if expected is None else [expected])


def test_a_number_of_thousands_of_digits_is_no_reason_to_fail() -> None:
    assert list(pins.parse(f"keras>={'9' * 5000}")) == [("keras", ((999_999_999,), ()))]


SPECIFIERS = {
    ">=3.6": ((3, 6), ()),
    " >= 3.6 , < 4 ": ((3, 6), (4,)),
    "3.6": ((3, 6), (3, 7)),
    "==3.6.*": ((3, 6), (3, 7)),
    "<3": ((), (3,)),
    "~=3.6": ((3, 6), (4,)),
    ">=2.4,>=2.9,<4,<3": ((2, 9), (3,)),
}


@pytest.mark.parametrize(("specifier", "expected"), SPECIFIERS.items())
def test_a_specifier_becomes_a_range(specifier: str, expected: pins.Range) -> None:
    assert pins.versions(specifier) == expected


@pytest.mark.parametrize("specifier", ["", "new", ">=", "3.6 or so", ">=4,<3", "keras>=3"])
def test_what_is_no_specifier_is_refused(specifier: str) -> None:
    with pytest.raises(ValueError, match=r"specifier|no version"):
        pins.versions(specifier)


STATED = {
    ("tensorflow", ">=3.6"): ("keras3", "keras"),
    ("tensorflow", "<3"): ("keras2", "keras"),
    ("keras", "1.2"): ("keras1", "keras"),
    ("tf_keras", ">=3.6"): ("keras2", "keras"),
}


@pytest.mark.parametrize(("case", "expected"), STATED.items())
def test_the_version_that_is_stated_holds_before_what_the_project_requires(
    case: tuple[str, str], expected: tuple[str, str]
) -> None:
    root, specifier = case
    found = framework_of([f"{root}.layers"], (), {"tensorflow": ((2, 10), (2, 11))}, pins.versions(specifier))
    assert (found.flavour, found.package) == expected


FLAVOURS = {
    ("keras", "keras", (2,)): "keras1",
    ("keras", "keras", (2, 3)): "keras2",
    ("keras", "keras", (3, 7)): "keras3",
    ("keras", "tensorflow", (2, 5)): "keras2",
    ("tensorflow", "tensorflow", (2, 16)): "keras2",
    ("tensorflow", "tensorflow", (2, 17)): "keras3",
    ("tensorflow", "keras", (2, 3)): "keras3",
    ("tf_keras", "tensorflow", (2, 20)): "keras2",
}


@pytest.mark.parametrize(("case", "flavour"), FLAVOURS.items())
def test_requirements_decide_about_the_flavour(case: tuple[str, str, tuple[int, ...]], flavour: str) -> None:
    root, package, below = case
    assert framework_of([f"{root}.layers"], (), {package: ((), below)}).flavour == flavour


PROGRAM = b"import keras\n\nmodel = keras.Sequential()\nmodel.compile(loss='mse')\nmodel.fit([], workers=4)\n"


@pytest.mark.parametrize(("requirement", "count"), [("keras<3", 0), ("keras>=3", 1), ("numpy", 1)])
def test_a_project_that_requires_keras_2_is_judged_by_it(tmp_path: Path, requirement: str, count: int) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'one'\n")
    (tmp_path / "requirements.txt").write_text(f"{requirement}\n")
    inner = tmp_path / "models"
    inner.mkdir()
    file = inner / "one.py"
    file.write_bytes(PROGRAM)
    options = Options()
    options.select = ["KL805"]
    found = Engine(options).take(str(file), PROGRAM).report.findings
    assert len(found) == count


def test_requirement_files_are_not_read_without_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keraslint.project.pins_for", lambda _: pytest.fail("the requirements are read"))
    options = Options()
    options.select = ["KL805"]
    assert not Engine(options).take("one.py", PROGRAM.replace(b"workers", b"epochs")).report.findings
