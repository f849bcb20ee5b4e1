"""The page: complete in itself, by file and rule, with code, models and filters."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from keraslint.report.graph import svg
from support import Run

Lint = Callable[..., Run]

BRANCHES = """\
import keras

a = keras.Input((8,), name="left")
b = keras.Input((4,), name="right")
x = keras.layers.Dense(16, activation="relu")(a)
y = keras.layers.Dense(16, activation="relu")(b)
both = keras.layers.Concatenate()([x, y])
out = keras.layers.Dense(1, activation="softmax")(both)
model = keras.Model([a, b], out)
model.compile(loss="binary_crossentropy")
"""


@pytest.fixture
def page(report: Lint, project: Path) -> str:
    (project / "branches.py").write_text(BRANCHES)
    return report("--output-format", "html").out


def test_the_page_loads_nothing(page: str) -> None:
    assert page.startswith("<!DOCTYPE html>")
    assert not re.findall(r'<(?:link|img|iframe|script src)|url\(|@import|src="', page)
    assert "default-src 'none'" in page


def test_findings_stand_by_file_with_their_code(page: str) -> None:
    files = re.findall(r"<h2>(\S+) <small>", page)
    assert files == ["branches.py", "broken.py", "n.ipynb", "src/m.py"]
    assert page.count('<article class="finding error" data-severity="error" data-rule="KL101">') == 3
    assert '<mark class="error">&quot;softmax&quot;</mark>' in page
    assert "cell 2, line 9, high confidence" in page
    assert "<code>--fix --unsafe-fixes</code>" in page


def test_filters_name_what_there_is(page: str) -> None:
    assert '<option value="KL101">KL101 softmax-on-single-unit</option>' in page
    assert re.findall(r'<input type="checkbox" data-severity="(\w+)"', page) == ["error"]


def test_rules_are_explained(page: str) -> None:
    assert "<dt>KL101 softmax-on-single-unit</dt><dd>A softmax over a single unit" in page


def test_models_are_drawn_with_their_shapes(page: str) -> None:
    (drawn,) = re.findall(r'<svg class="model".*?</svg>', page.partition("broken.py")[0], re.DOTALL)
    root = ET.fromstring(drawn)
    texts = [text for element in root.iter() if (text := element.text)]
    assert "Dense · relu" in texts
    assert "(None, 16) · 144 weights" in texts
    assert "(None, 32)" in texts
    assert len([element for element in root.iter() if element.attrib.get("class") == "edge"]) == 5
    boxes = {group.attrib["transform"]: group.attrib["class"] for group in root.iter() if "transform" in group.attrib}
    assert len(boxes) == 6
    assert [place for place, mark in boxes.items() if "error" in mark] == ["translate(136 218)"]


def test_only_the_layer_at_fault_is_marked(report: Lint, project: Path) -> None:
    layers = "keras.layers.Dense(8, activation='relu'), keras.layers.Dense(1, activation='softmax')"
    text = f"import keras\nm = keras.Sequential([{layers}])\n"
    (project / "one_line.py").write_text(f"{text}m.compile(loss='binary_crossentropy')\n")
    page = report("one_line.py", "--output-format", "html").out
    assert re.findall(r'<g class="layer (\w*)"', page) == ["", "error"]


def test_a_clean_run(report: Lint, project: Path) -> None:
    (project / "clean.py").write_text("import keras\n")
    page = report("clean.py", "--output-format", "html").out
    assert "All checks passed!" in page
    assert "<nav>" not in page


def test_a_model_without_layers_or_with_too_many_is_not_drawn() -> None:
    layer = {"inputs": [], "activation": {}, "kind": "k", "name": "n", "reason": None, "output_shape": None}
    assert svg({"kind": "Sequential", "layers": []}, []) == ""
    assert svg({"kind": "Sequential", "layers": [layer] * 401}, []) == ""
    assert "shape not known" in svg({"kind": "Sequential", "layers": [layer]}, [])
