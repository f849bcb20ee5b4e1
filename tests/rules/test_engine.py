"""Loading rules and running them: precedence, compounds, merging, crashes, wrong packs."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from keraslint.api import Compound, Confidence, Draft, Meta, Severity, Tier, finding, fix, relate, remove_argument
from keraslint.check import check
from keraslint.findings import Applicability, Finding
from keraslint.interp.run import interpret
from keraslint.ir import ABSENT, Program, Setup
from keraslint.rules import PackError, Rule, load
from keraslint.syntax import Tree, parse

TWICE = """
import keras

def build():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile(loss="mse", optimizer="adam")
    return model

one, two = build(), build()
"""

ONCE = TWICE.replace("one, two = build(), build()", "build()")


def rule(code: str, check: object, **meta: object) -> Rule:
    settings: dict[str, object] = {"severity": Severity.WARNING, "category": "suspicious", "since": "0.1"} | meta
    return Rule(f"rule-{code.lower()}", Meta(code, **settings), check, "pack.loss.rule")  # type: ignore[arg-type]


def at_loss(message: str = "found", **options: object) -> object:
    def check(setup: Setup) -> Iterator[Draft]:
        assert setup.compile.loss is not None
        yield finding(setup.compile.loss.place, message, **options)  # type: ignore[arg-type]

    return check


def at_optimizer(setup: Setup) -> Iterator[Draft]:
    yield finding(setup.compile.optimizer.place, "slow")


def run(text: str, *rules: Rule) -> list[Finding]:
    def crashed(broken: Rule, error: Exception) -> None:
        raise AssertionError(broken.name) from error

    return check(interpret(Tree("example.py", parse(text))), rules, crashed)


def test_what_a_rule_leaves_open_comes_from_its_meta() -> None:
    (found,) = run(ONCE, rule("KL901", at_loss(), severity=Severity.ERROR, confidence=Confidence.LOW))
    assert (found.code, found.name, found.severity, found.confidence) == ("KL901", "rule-kl901", Severity.ERROR, Confidence.LOW)
    assert (found.category, found.setup) == ("suspicious", 0)
    (found,) = run(ONCE, rule("KL901", at_loss(severity=Severity.INFO, confidence=Confidence.MEDIUM)))
    assert (found.severity, found.confidence) == (Severity.INFO, Confidence.MEDIUM)


def test_one_place_reached_from_two_setups_is_one_finding() -> None:
    (found,) = run(TWICE, rule("KL901", at_loss()))
    assert found.setup == 0


def test_the_surest_of_several_findings_at_one_place_is_kept_and_takes_over_the_rest() -> None:
    def differing(setup: Setup) -> Iterator[Draft]:
        loss, optimizer = setup.compile.loss, setup.compile.optimizer
        assert loss is not None
        yield finding(loss.place, "perhaps", related=relate((optimizer.place, "here")), confidence=Confidence.MEDIUM)
        yield finding(loss.place, "surely", related=relate((setup.compile.place, "there"), (None, "nowhere")))

    (found,) = run(ONCE, rule("KL901", differing))
    assert found.message == "surely"
    assert [related.message for related in found.related] == ["there", "here"]


def test_without_a_place_the_call_of_compile_stands_in() -> None:
    def nowhere(setup: Setup) -> Iterator[Draft]:
        assert setup.compile
        yield finding(None, "somewhere")

    (found,) = run(ONCE, rule("KL901", nowhere))
    assert found.at.span.line == 6


def test_a_rule_about_the_program_gets_the_program() -> None:
    def whole(program: Program) -> Iterator[Draft]:
        yield finding(program.components[0].place, f"{len(program.setups)} setups")
        yield finding(None, "and something without a place, which cannot be shown")

    (found,) = run(TWICE, rule("KL901", whole))
    assert (found.message, found.setup) == ("2 setups", None)


def test_a_rule_yields_to_those_of_higher_precedence_in_the_same_setup() -> None:
    high = rule("KL901", at_loss())
    low = rule("KL902", at_optimizer, yields_to=("rule-kl901",))
    assert [found.code for found in run(ONCE, high, low)] == ["KL901"]
    assert [found.code for found in run(ONCE, low)] == ["KL902"]


def test_precedence_reaches_through_a_rule_that_yields_itself() -> None:
    first = rule("KL901", at_loss())
    second = rule("KL902", at_optimizer, yields_to=("rule-kl901",))
    third = rule("KL903", at_optimizer, yields_to=("rule-kl902",))
    assert [found.code for found in run(ONCE, first, second, third)] == ["KL901"]


def test_a_rule_for_another_flavour_does_not_run() -> None:
    assert not run(ONCE, rule("KL901", at_loss(), flavours=("keras1",)))
    assert run(ONCE, rule("KL901", at_loss(), flavours=("keras1", "keras3")))


def test_findings_that_act_together_say_so_once_with_the_last_of_them() -> None:
    pair = Compound(("rule-kl902",), "both matter", "as was measured")
    found = run(ONCE, rule("KL901", at_loss(), compounds=(pair,)), rule("KL902", at_optimizer))
    assert [one.notes for one in found] == [(), ("KL901 (line 6) and KL902 (line 6) act together: both matter",)]
    assert not run(ONCE, rule("KL901", at_loss(), compounds=(pair,)))[0].notes


def test_the_widest_compound_speaks_for_the_smaller_ones() -> None:
    pair, all_three = Compound(("rule-kl902",), "two"), Compound(("rule-kl902", "rule-kl903"), "three")
    rules = (rule("KL901", at_loss(), compounds=(pair, all_three)), rule("KL902", at_optimizer), rule("KL903", at_optimizer))
    assert [note.rpartition(": ")[2] for one in run(ONCE, *rules) for note in one.notes] == ["three"]
    assert [note.rpartition(": ")[2] for one in run(ONCE, *rules[:2]) for note in one.notes] == ["two"]


def test_notes_of_merged_findings_are_not_repeated() -> None:
    pair = Compound(("rule-kl902",), "both matter")
    found = run(TWICE, rule("KL901", at_loss(), compounds=(pair,)), rule("KL902", at_optimizer))
    assert sum(len(one.notes) for one in found) == 1


def test_a_crash_is_reported_and_the_other_rules_go_on() -> None:
    def broken(setup: Setup) -> Iterator[Draft]:
        raise ZeroDivisionError
        yield finding(setup.compile.place, "never")

    crashes: list[str] = []
    program = interpret(Tree("example.py", parse(ONCE)))
    found = check(program, [rule("KL901", broken), rule("KL902", at_loss())], lambda one, _: crashes.append(one.name))
    assert crashes == ["rule-kl901"]
    assert [one.code for one in found] == ["KL902"]


def test_a_fix_needs_all_of_its_changes() -> None:
    change = remove_argument(ABSENT)
    assert fix("Nothing") is None
    assert fix("Half", change, None) is None
    whole = fix("All", change, safe=True)
    assert whole is not None
    assert (whole.changes, whole.applicability) == ((change,), Applicability.SAFE)


def test_the_built_in_pack_is_ordered_and_knows_itself() -> None:
    rules = load()
    assert [one.code for one in rules] == sorted(one.code for one in rules)
    assert all(one.default for one in rules if one.meta.tier is not Tier.OPT_IN)
    named = {one.name: one for one in rules}
    assert named["unscaled-input"].family == "data"
    assert (named["unscaled-input"].tier, named["unscaled-input"].category) == ("core", "suspicious")
    assert named["optimizer-legacy-kwarg"].on_program
    assert not named["unscaled-input"].on_program


LEAKING = {"KL304", "KL305", "KL309", "KL315", "KL602", "KL603", "KL609", "KL611"}
"""The rules about test data that have a say in training or its scores; what they have in common stands in no field of theirs."""

IN_BOTH = {"KL203", "KL413", "KL604"}
"""Rules about faults that every Keras has, and of which a program gets others by going over to Keras 3."""


def test_what_only_keras_3_refuses_is_a_matter_of_migration() -> None:
    rules = load()
    newer = {one.code for one in rules if one.meta.flavours == ("keras3",) and one.category == "correctness"}
    assert newer | IN_BOTH <= {one.code for one in rules if "migration" in one.groups}


def test_the_rules_about_leaks_are_a_group() -> None:
    assert {one.code for one in load() if "leakage" in one.groups} == LEAKING


def test_teaching_material_is_spared_the_rules_about_how_long_and_how_carefully_one_trains() -> None:
    assert {"KL601", "KL614"} <= {one.code for one in load() if one.meta.relaxed}


GOOD = '''
"""A rule."""

from keraslint.api import Meta, Severity

META = Meta("XX001", Severity.INFO, "style", "1.0")


def check(setup):
    yield from ()
'''


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


def write(folder: Path, **files: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")


def test_a_pack_is_walked_without_a_list(packs: Path) -> None:
    write(packs / "acme_a", __init__='DOCS_URL = "https://acme.example/rules/"')
    write(packs / "acme_a" / "family", too_small=GOOD, _helper="x = 1")
    write(packs / "acme_a" / "_private", ignored="1 / 0")
    (packs / "acme_a" / "family" / "notes.txt").write_text("not a module", encoding="utf-8")
    (rule_,) = load(["acme_a"])
    assert (rule_.name, rule_.code, rule_.family) == ("too-small", "XX001", "family")
    assert rule_.url == "https://acme.example/rules/too-small"
    assert rule_.documentation.summary == "A rule."


def test_packs_are_loaded_beside_each_other(packs: Path) -> None:
    write(packs / "acme_b", odd=GOOD)
    rules = load(["keraslint_rules", "acme_b"])
    assert rules[-1].code == "XX001"
    assert rules[-1].url == ""


@pytest.mark.parametrize(
    ("pack", "text", "message"),
    [
        ("acme_c", "1 / 0", "acme_c.odd cannot be imported: ZeroDivisionError"),
        ("acme_d", "x = 1", "acme_d.odd is not a rule: it needs META and check"),
        ("acme_e", GOOD.replace("style", "fashion"), "'fashion' is not a category"),
    ],
)
def test_a_module_that_is_no_rule_is_named(packs: Path, pack: str, text: str, message: str) -> None:
    write(packs / pack, odd=text)
    with pytest.raises(PackError, match=message):
        load([pack])


def test_a_pack_that_is_not_there_is_named(packs: Path) -> None:
    assert packs
    with pytest.raises(PackError, match="acme_nowhere cannot be imported: ModuleNotFoundError"):
        load(["acme_nowhere"])


def test_two_rules_of_one_code_are_refused(packs: Path) -> None:
    write(packs / "acme_f", even=GOOD, odd=GOOD)
    with pytest.raises(PackError, match="have the same code, XX001"):
        load(["acme_f"])


def test_two_rules_of_one_name_are_refused(packs: Path) -> None:
    write(packs / "acme_g", odd=GOOD)
    write(packs / "acme_g" / "more", odd=GOOD.replace("XX001", "XX002"))
    with pytest.raises(PackError, match="have the same name, odd"):
        load(["acme_g"])
