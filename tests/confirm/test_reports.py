from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from keraslint.confirm import decide, report
from keraslint.confirm.blueprint import Task
from keraslint.confirm.memory import Memory
from keraslint.confirm.names import public
from keraslint.confirm.page import as_html
from keraslint.confirm.progress import Bar
from keraslint.confirm.records import Contrast, Run, SetupVerdict, Signals, Verdict
from keraslint.confirm.signals import words
from keraslint.confirm.sources import own_data
from keraslint.options import Failure
from keraslint.report.style import Style

RUN = Run(0.9, (0.1, 0.5, 0.9), (1.0, 0.5, None), signals=Signals((1.0, 0.5), (0.1, 0.1), (0.01,), (0.2,)))
PROVEN = Verdict(
    "KL201", "learning-rate-too-high", decide.CONFIRMED, 12, effect=0.98, shapley=0.5, sufficient=False,
    contrast=Contrast(decide.CONFIRMED, 5, 0.0, 0.98, 5, 0, 0.031, None, struck=5),
    seconds=3.2, backend="jax", data="synthetic probe",
    shrunk="images 300x300x3 to 12x12x3", signals=("every sample gets the same answer",),
)  # fmt: skip
LEFT_OUT = Verdict("KL301", "unscaled-input", decide.NOT_RUN, 14, "the loss <mine> is not built here")
SETUP = SetupVerdict(
    "a & b.py", 12, 1, (PROVEN, LEFT_OUT), (("KL201",),), Contrast(decide.CONFIRMED, 5, 0.0, 0.98), {"as written": (RUN, RUN)}
)


def test_the_text_says_what_was_seen() -> None:
    text = report.as_text([SETUP], Style())
    assert "KL201 learning-rate-too-high (line 12): confirmed" in text
    assert "skill 0.00 without this repair, 0.98 with it; 5 of 5 runs fail or fall far short without it (p = 0.031)" in text
    assert "; 0.50 of the skill gained comes from it" in text
    assert "trained on: synthetic probe; jax; 3.2 s; shrunk: images 300x300x3 to 12x12x3" in text
    assert "KL301 unscaled-input (line 14): not run (the loss <mine> is not built here)" in text
    assert "smallest set of repairs that makes it learn: KL201" in text
    assert "without it: every sample gets the same answer" in text
    assert text.endswith(f"1 confirmed, 1 not run.\n{report.SKILL}")


def test_a_comparison_that_says_nothing_counts_no_seeds() -> None:
    nothing = Contrast(decide.INCONCLUSIVE, 5, 0.1, -1.0)
    unclear = replace(PROVEN, verdict=decide.INCONCLUSIVE, contrast=nothing, cell=3)
    text = report.as_text([replace(SETUP, verdicts=(unclear,), cell=2)], Style())
    assert "a & b.py:cell 2:12:1" in text
    assert "KL201 learning-rate-too-high (cell 3, line 12): inconclusive" in text
    assert "skill 0.10 without this repair, none (no finite numbers) with it\n" in text


def test_nothing_to_try_is_said_in_words() -> None:
    assert report.as_text([], Style()) == "No finding makes a prediction that could be tried.\n"


def test_the_json_has_the_documented_keys() -> None:
    (setup,) = json.loads(report.as_json([SETUP]))["setups"]
    assert setup["filename"] == "a & b.py"
    assert setup["minimal_repair_sets"] == [["KL201"]]
    wanted = {
        "code",
        "name",
        "verdict",
        "effect",
        "shapley",
        "seeds",
        "seconds",
        "backend",
        "data",
        "shrunk",
        "signals",
        "reason",
    }
    assert all(wanted <= verdict.keys() for verdict in setup["verdicts"])


def test_the_page_stands_alone_and_escapes_what_it_shows() -> None:
    page = as_html([SETUP])
    assert page.startswith("<!doctype html>")
    assert "a &amp; b.py" in page
    assert "&lt;mine&gt;" in page
    assert page.count("<polyline") == 2
    assert "http" not in page.replace('content="width', "")


def test_what_is_remembered_comes_back(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    key = memory.key(["a.py", "setup"])
    assert memory.recall(key) is None
    memory.keep(key, SETUP)
    assert memory.recall(key) == SETUP
    assert memory.recall(memory.key(["a.py", "another"])) is None
    (tmp_path / "verdicts" / f"{key}.json").write_text("{damaged")
    assert memory.recall(key) is None


def test_without_a_folder_nothing_is_remembered() -> None:
    memory = Memory(None)
    memory.keep("key", SETUP)
    assert memory.recall("key") is None


@pytest.mark.parametrize(
    ("run", "sign"),
    [
        (Run(-1, finite=False, signals=Signals((1.0,))), "the numbers are no longer finite"),
        (Run(0, constant=True, signals=Signals((1.0,), (0.1,))), "every sample gets the same answer"),
        (Run(0, signals=Signals((0.0, 0.0), (0.1,))), "the gradient is zero from the first update on"),
        (Run(0, signals=Signals((1.0,), (1e-9,))), "at the end no gradient is left, the training is frozen"),
        (Run(0, signals=Signals((1e-6, 1.0), (0.1,))), "the gradient fades on its way to the first layer"),
        (Run(0, signals=Signals((1.0,), (0.1,), (0.3,))), "the first update changes some weights by more than 5 %"),
        (
            Run(0, signals=Signals((1.0,), (0.1,), (1e-6,))),
            "the first update changes the weights by less than 0.01 % of their size",
        ),
        (
            Run(0, signals=Signals((1.0,), (0.1,), (0.01,), (0.9,))),
            "most units of a layer are dead: they give 0 for every sample",
        ),
        (Run(0, losses=(9.0, 2.0), signals=Signals((1.0,), (0.1,))), "the loss starts far above that of guessing"),
        (Run(0, losses=(1.0, 0.99), signals=Signals((1.0,), (0.1,))), "the loss never falls"),
    ],
)
def test_signs_explain_a_failure(run: Run, sign: str) -> None:
    assert any(word.startswith(sign) for word in words([run, run, run], Task("table", (4,), classes=3)))


def test_a_sound_run_has_no_signs() -> None:
    assert not words([RUN, RUN], Task("table", (4,), classes=3))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("tensorflow.keras.layers.CuDNNLSTM", "keras.layers.CuDNNLSTM"),
        ("keras.layers.CuDNNLSTM", "keras.layers.CuDNNLSTM"),
        ("tensorflow.nn.relu", "tensorflow.nn.relu"),
    ],
)
def test_names_are_spelled_as_keras_does(written: str, name: str) -> None:
    assert public(written) == name


def test_the_bar_stays_off_what_is_no_terminal() -> None:
    stream = io.StringIO()
    bar = Bar(stream, shown=False)
    bar("training", 1, 2)
    bar.clear()
    assert not stream.getvalue()


def test_the_bar_shows_how_far_it_is_and_goes_away() -> None:
    stream = io.StringIO()
    bar = Bar(stream, shown=True)
    bar("training", 0, 4)
    bar("training", 2, 4)
    assert "[############............] training" in stream.getvalue()
    bar.clear()
    assert stream.getvalue().endswith("\r")


def test_data_of_the_user_are_files_or_a_function(tmp_path: Path) -> None:
    (tmp_path / "own.npz").write_bytes(b"")
    assert own_data(None) is None
    assert own_data(str(tmp_path / "own.npz")) == f"files|{tmp_path / 'own.npz'}"
    assert own_data("mine.data:load") == "function|mine.data:load"
    with pytest.raises(Failure, match="there is no file"):
        own_data("missing.npz")
    with pytest.raises(Failure, match="--data takes"):
        own_data("data.csv")
