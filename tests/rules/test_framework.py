"""Rules that depend on which Keras a program runs on, and on which backend."""

from dataclasses import replace

import pytest

from keraslint import testing
from keraslint.findings import Severity
from keraslint.ir import Framework, Program
from keraslint.rules import Rule, load

RULES = {rule.code: rule for rule in load()}


def on(text: str, framework: Framework) -> Program:
    program = testing.lint(text, ()).program
    setups = tuple(replace(setup, framework=framework) for setup in program.setups)
    return replace(program, framework=framework, setups=setups)


def codes(rule: Rule, program: Program) -> int:
    subjects = [program] if rule.on_program else list(program.setups)
    return sum(1 for subject in subjects for _ in rule.drafts(subject))


OPTIMIZER = "import keras\n\noptimizer = keras.optimizers.SGD(lr=0.1)\n"

TENSORFLOW = frozenset({"tensorflow"})
STANDALONE = frozenset({"keras"})


@pytest.mark.parametrize(
    ("framework", "found"),
    [
        (Framework(), 1),
        (Framework("keras2", TENSORFLOW), 1),
        (Framework("keras2", TENSORFLOW, below=(2, 16), package="tensorflow"), 1),
        (Framework("keras2", TENSORFLOW, below=(2, 11), package="tensorflow"), 0),
        (Framework("keras2", STANDALONE, below=(2, 4)), 1),
        (Framework("keras2", STANDALONE, below=(2, 3)), 0),
    ],
)
def test_removed_arguments_are_accepted_by_old_versions(framework: Framework, found: int) -> None:
    assert codes(RULES["KL801"], on(OPTIMIZER, framework)) == found


def test_keras_1_is_another_matter() -> None:
    assert "keras1" not in RULES["KL801"].meta.flavours


ADADELTA = """import keras

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(2)])
model.compile(loss="categorical_crossentropy", optimizer="adadelta")
model.fit(data, labels)
"""


@pytest.mark.parametrize(
    ("framework", "found"),
    [
        (Framework(), 1),
        (Framework("keras2", TENSORFLOW), 1),
        (Framework("keras2", STANDALONE), 0),
        (Framework("keras1", STANDALONE), 0),
    ],
)
def test_adadelta_had_another_default_once(framework: Framework, found: int) -> None:
    assert codes(RULES["KL202"], on(ADADELTA, framework)) == found


LOGITS = """import keras

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True), optimizer="adam")
"""


@pytest.mark.parametrize(
    ("framework", "severity"),
    [
        (Framework(), Severity.WARNING),
        (Framework(backend="tensorflow"), Severity.WARNING),
        (Framework(backend="jax"), Severity.ERROR),
    ],
)
def test_only_the_tensorflow_backend_makes_up_for_a_second_softmax(framework: Framework, severity: Severity) -> None:
    (draft,) = RULES["KL103"].drafts(on(LOGITS, framework).setups[0])
    assert draft.severity is severity


def test_in_half_precision_nothing_makes_up_for_it() -> None:
    text = LOGITS.replace('activation="softmax"', 'activation="softmax", dtype="float16"')
    (draft,) = RULES["KL103"].drafts(on(text, Framework()).setups[0])
    assert draft.severity is Severity.ERROR
    assert "in half precision" in draft.message
