"""The harness itself: it has to fail where something is wrong."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from keraslint import testing
from keraslint.api import Draft, Fixes, Meta, Severity, finding, fix, set_argument
from keraslint.ir import Setup
from keraslint.rules import Rule, load

RULES = load()
BAD = """import keras

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
model.compile(loss="mse", optimizer="sgd")
"""
GOOD = BAD.replace("Dense(2)", "Dense(3)")


def docstring(bad: str = BAD, good: str = GOOD) -> str:
    return f"""A rule.

## Example
```python
{bad}```

## Use instead
```python
{good}```
"""


def two_units(setup: Setup) -> Iterator[Draft]:
    head = setup.head
    if head is not None and head.units.value == 2:
        yield finding(head.units.place, "two units", fix=fix("Use three", set_argument(head.units, 3), safe=True))


def rule(check: Callable[[Setup], Iterator[Draft]] = two_units, fixes: Fixes = Fixes.ALWAYS, text: str = "") -> Rule:
    return Rule(
        "two-units", Meta("XX001", Severity.INFO, "style", "1.0", fixes=fixes), check, "pack.family.rule", "", text or docstring()
    )


def fails(check: Callable[..., None], *arguments: object) -> str:
    with pytest.raises(AssertionError) as caught:
        check(*arguments)
    return str(caught.value)


def test_a_rule_that_does_what_it_says_passes() -> None:
    one = rule()
    testing.check_examples(one, [one])
    testing.check_fixes(one, [one])
    testing.check_counterfactuals(one, [one])


def test_missing_headings_are_named() -> None:
    assert "the headings are" in fails(testing.check_documentation, rule())


def test_an_example_without_its_finding() -> None:
    one = rule(text=docstring(bad=GOOD))
    assert "the bad example gives\n  nothing" in fails(testing.check_examples, one, [one])


def test_a_good_example_with_a_finding() -> None:
    one = rule(text=docstring(good=BAD))
    assert "the good example gives\n  line 3: XX001 two units" in fails(testing.check_examples, one, [one])


def test_a_safe_fix_that_gives_another_program() -> None:
    one = rule(text=docstring(good=BAD.replace("Dense(2)", "Dense(4)")))
    assert "the safe fix gives" in fails(testing.check_fixes, one, [one])


def test_an_unsafe_fix_that_leaves_the_finding() -> None:
    def in_vain(setup: Setup) -> Iterator[Draft]:
        assert setup.head is not None
        yield finding(None, "never content", fix=fix("Use three", set_argument(setup.head.units, 3)))

    assert "behind the fix there is still" in fails(testing.check_fixes, rule(in_vain), [rule(in_vain)])
    assert "after the changes of its fix it still says: never content" in fails(
        testing.check_counterfactuals, rule(in_vain), [rule(in_vain)]
    )


def test_a_fix_that_is_promised_and_missing_or_there_unpromised() -> None:
    def without(setup: Setup) -> Iterator[Draft]:
        yield from (replace(draft, fix=None) for draft in two_units(setup))

    assert "no fix for" in fails(testing.check_fixes, rule(without), [rule(without)])
    one = rule(without, Fixes.SOMETIMES)
    testing.check_fixes(one, [one])
    testing.check_counterfactuals(one, [one])
    one = rule(fixes=Fixes.NEVER)
    assert "says that it never has" in fails(testing.check_fixes, one, [one])


def test_a_rule_that_crashes_is_named() -> None:
    def broken(setup: Setup) -> Iterator[Draft]:
        raise KeyError(setup.compile.order)
        yield finding(None, "never")

    assert "two-units crashed on example.py: KeyError" in fails(testing.lint, BAD, [rule(broken)])


CASES = """
# two-units

Text, and a program that is no case:

```console
$ keraslint
```

## Found

```python
{bad}```

```python
{good}```

## Not found

<!-- silent -->

```python
{good}```

### Further down

```python
x = 1
```
"""


def write(folder: Path, bad: str = BAD, good: str = GOOD) -> tuple[testing.Case, ...]:
    path = folder / "two-units.md"
    path.write_text(CASES.format(bad=bad, good=good), encoding="utf-8")
    return testing.cases(path)


def test_cases_are_named_after_their_headings(tmp_path: Path) -> None:
    found = write(tmp_path)
    assert [case.title for case in found] == ["Found", "Found (2)", "Not found", "Not found / Further down"]
    assert [case.silent for case in found] == [False, False, True, False]
    assert [case.line for case in found[:2]] == [12, 19]
    assert found[0].code == BAD


def test_comments_say_what_is_found(tmp_path: Path) -> None:
    case = write(tmp_path, BAD.replace("Dense(2)])", "Dense(2)])  # XX001[info high]: two # YY002 related"))[0]
    one, other = case.expectations
    assert one == testing.Expectation(3, "XX001", related=False, words=("info", "high"), text="two")
    assert other == testing.Expectation(3, "YY002", related=True, words=(), text="")


def test_a_comment_on_a_line_of_its_own_speaks_of_the_next_line(tmp_path: Path) -> None:
    case = write(tmp_path, "# XX001: one\n# YY002: two\nx = 1\n")[0]
    assert [expected.line for expected in case.expectations] == [3, 3]


def test_a_case_passes_and_fails(tmp_path: Path) -> None:
    def check(bad: str, number: int = 0) -> None:
        testing.check_case(write(tmp_path, bad)[number], rule(), [rule()])

    check(BAD.replace("Dense(2)])", "Dense(2)])  # XX001[info]: two"))
    check(BAD, 2)
    assert "has to say where XX001 finds something" in fails(check, BAD)
    assert "is not found; there is\n  line 3: XX001 two units" in fails(
        check, BAD.replace("Dense(2)])", "Dense(2)])  # XX001: three")
    )
    assert "is not found" in fails(check, BAD.replace("Dense(2)])", "Dense(2)])  # XX001[error]"))
    assert "is not found; there is\n  nothing" in fails(check, GOOD.replace("Dense(3)])", "Dense(3)])  # XX001"))
    twice = BAD.replace("Dense(2)])", "Dense(2)])  # XX001") + BAD.partition("\n\n")[2]
    assert "not expected\n  line 5: XX001" in fails(check, twice)


def test_reveals(tmp_path: Path) -> None:
    path = tmp_path / "values.md"

    def check(code: str) -> None:
        path.write_text(f"# Values\n\n```python\n{code}\n```\n", encoding="utf-8")
        testing.check_reveals(testing.cases(path)[0])

    check("reveal(1 + 1)  # revealed: 2")
    check("# revealed: 2\nreveal(1 + 1)")
    check("for x in (1, 2):\n    reveal(x)  # revealed: 1 / 2")
    check("x = reveal('a')  # revealed: 'a'\nreveal(x)  # revealed: 'a'")
    assert "line 1: reveal(3)  # revealed: 2\n  is: 3" in fails(check, "reveal(3)  # revealed: 2")
    assert "is: never reached" in fails(check, "if False:\n    reveal(3)  # revealed: 3")
    assert "is: 3" in fails(check, "reveal(2)  # revealed: 2\nreveal(3)")
    assert "nothing is revealed" in fails(check, "x = 1")
