"""Entries that no program of the soundness test reaches, and why."""

from __future__ import annotations

import re

NETWORK = "its data come over the network; the facts are those of its documentation"
GONE = "today's version of the library does not have it any more"
NAME = "it is only known by name, and says unknown"
ELSEWHERE = "it is tried in another test"
NOT_INSTALLED = "the library is not among those that the tests install"

EXCUSED: dict[str, str] = {
    r"keras\.datasets\..*": NETWORK,
    r"keras\.utils\.get_file": NETWORK,
    r"sklearn\.datasets\.(fetch_.*|load_files)": NETWORK,
    r"tensorflow_datasets\..*": NETWORK,
    r"sklearn\.datasets\.load_boston": GONE,
    r"sklearn\.cross_validation\..*": GONE,
    r"numpy\.(asfarray|in1d|product|round_|trapz)": GONE,
    r"numpy\.random\.random_integers": GONE,
    r"api\.numpy\.(Inf|NaN|NAN|infty)": GONE,
    r"array\.(ptp|as_matrix|append|applymap|itemset)": GONE,
    r"scipy\.(misc|ndimage)\.imread": GONE,
    r"imblearn\..*\.fit_sample": GONE,
    r"keras\.utils\.probas_to_classes": GONE,
    r"keras\.preprocessing\.text\.one_hot": GONE,
    r"tensorflow\.examples\..*": GONE,
    r"tensorflow\.(ceil|expm1|floordiv|floormod|log|log1p|mod|reduce_std|reduce_variance|to_float|to_int32|to_int64|py_func|decode_raw)": GONE,
    r"tensorflow\.(read_file|random_crop|set_random_seed)": GONE,
    r"tensorflow\.image\.(resize_images|resize_image_with_crop_or_pad)": GONE,
    r"dataset\.(make_one_shot_iterator|make_initializable_iterator|get_next|next)": GONE,
    r"builtins\.\w*(Error|Exception|Warning|Interrupt|Iteration|Exit)": NAME,
    r"builtins\.(object|property|staticmethod|classmethod|super|type|[gs]etattr|hasattr|delattr|callable|issubclass|vars|dir|globals|locals)": NAME,
    r"builtins\.(format|chr|ord|repr|bytes|complex|memoryview|bytearray|__import__|divmod|hash|id|input|open|eval|exec)": NAME,
    r"builtins\.(breakpoint|exit|quit|help)": NAME,
    r"functools\.(lru_cache|cache|wraps)": NAME,
    r"os\.path\.expanduser|posixpath\.join|pathlib\.\w+": NAME,
    r"numpy\.random\.(Generator|SeedSequence|set_state|RandomState\.[gs]et_state)": NAME,
    r"pandas\.read_(excel|feather|hdf|html|parquet|sql|sql_query)": NOT_INSTALLED,
    r"scipy\.io\.loadmat": NAME,
    r"tensorflow\.(io\.(parse_\w+|decode_csv)|numpy_function|py_function)": NAME,
    r"PIL\.ImageEnhance\.Contrast": NAME,
    r"keras\.utils\.to_ordinal": NAME,
    r"tensor\.(dtype|ndim|shape)": ELSEWHERE,
    r"keras\.(Layer|Model|Sequential|Input|models|layers|saving|backend|initializers|regularizers|losses|metrics|optimizers|activations)\b.*": ELSEWHERE,
    r"keras\.(ops|constraints|callbacks|quantizers|dtype_policies)\b.*": ELSEWHERE,
    r"keras\.utils\.clear_session": ELSEWHERE,
    r"(attrs?|dataclasses|pydantic)\..*": ELSEWHERE,
}


def reason_for(name: str) -> str | None:
    """Return why an entry need not be tried."""
    return next((reason for pattern, reason in EXCUSED.items() if re.fullmatch(pattern, name)), None)
