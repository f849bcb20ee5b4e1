from __future__ import annotations

import pytest

from keraslint.confirm import contrasts


def sets(*chosen: str) -> list[frozenset[int]]:
    return [frozenset(map(int, one)) for one in chosen]


def test_all_sets_are_tried_up_to_four_findings_and_the_telling_ones_beyond() -> None:
    assert [len(contrasts.tried(count)) for count in (1, 2, 3, 4, 5)] == [2, 4, 8, 16, 12]
    assert contrasts.tried(5)[0] == frozenset()
    assert contrasts.tried(5)[-1] == frozenset(range(5))


def test_two_repairs_that_only_help_together_share_the_gain() -> None:
    worth = {one: 1.0 if {0, 1} <= one else 0.0 for one in contrasts.subsets(3)}
    assert contrasts.shapley(worth, 3) == pytest.approx([0.5, 0.5, 0.0])


def test_two_repairs_that_stand_in_for_each_other_share_it_too() -> None:
    worth = {one: 1.0 if one else 0.0 for one in contrasts.subsets(2)}
    assert contrasts.shapley(worth, 2) == pytest.approx([0.5, 0.5])


def test_the_shares_add_up_to_the_whole_gain() -> None:
    worth = {one: sum(one) ** 2 / 10 + len(one) for one in contrasts.subsets(4)}
    shares = contrasts.shapley(worth, 4)
    assert shares is not None
    assert sum(shares) == pytest.approx(worth[frozenset(range(4))] - worth[frozenset()])


def test_there_is_no_share_where_a_set_was_not_tried() -> None:
    worth = dict.fromkeys(contrasts.subsets(2)[:-1], 1.0)
    assert contrasts.shapley(worth, 2) is None


def test_minimal_sets_hold_no_smaller_one() -> None:
    good = sets("02", "01", "012", "1")
    assert contrasts.minimal(good) == sets("1", "02")


def test_a_program_that_learns_needs_no_repair() -> None:
    assert contrasts.minimal(contrasts.subsets(3)) == [frozenset()]
