"""What the library entries say holds for what the real libraries do.

Every case is a small program. It is run for real on drawn values, and interpreted on abstract values that stand for them (and for
others); what really comes out must be a case of what was found. Every entry must be reached by some case, or be excused by name.
"""

from __future__ import annotations

import importlib

import pytest

pytest.importorskip("numpy", reason="needs numpy")
pytest.importorskip("sklearn", reason="needs scikit-learn")
pytest.importorskip("pandas", reason="needs pandas")

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from soundness import cases_images, cases_keras, cases_numpy, cases_pandas, cases_python, cases_sklearn, cases_tensorflow
from soundness.abstraction import misfit
from soundness.programs import Case, Pair, abstractly, fill, really

PLAIN = [*cases_python.CASES, *cases_numpy.CASES, *cases_pandas.CASES, *cases_sklearn.CASES, *cases_images.CASES]
KERAS = [*cases_tensorflow.CASES, *cases_keras.CASES]
CASES = [*PLAIN, *(pytest.param(case, marks=pytest.mark.keras) for case in KERAS)]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in (*PLAIN, *KERAS)])
def test_what_is_found_holds(case: Case) -> None:
    for module in case.needs:
        pytest.importorskip({"tf": "tensorflow", "pd": "pandas", "np": "numpy", "Image": "PIL"}.get(module, module))

    @settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        text = fill(case, data.draw)  # type: ignore[arg-type]
        pairs: dict[str, Pair] = {name: data.draw(strategy) for name, strategy in case.variables.items()}
        found = abstractly(text, {name: pair.abstract for name, pair in pairs.items()})
        try:
            concrete = really(text, {name: pair.concrete for name, pair in pairs.items()})
        except (ValueError, TypeError, OverflowError, IndexError):
            assume(False)
        reason = misfit(found, concrete)
        shown = {name: pair.abstract for name, pair in pairs.items()}
        assert reason is None, f"{text}\n{reason}\nfound: {found}\nfor: {shown}\nreal: {concrete!r:.300}"

    check()


assert importlib is not None
