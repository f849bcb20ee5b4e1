"""Scripts that were notebooks once."""

from __future__ import annotations

import re
from typing import Final

_MARK: Final = re.compile(
    r"""
      ^\#[ \t]*In[ \t]?\[[ \d]*\]:?[ \t\r]*$
    | ^[ \t]*(?:[\w, ]+=[ \t]*)?get_ipython\(\)\.(?:run_line_magic|run_cell_magic|magic|system|getoutput)\(
    """,
    re.MULTILINE | re.VERBOSE,
)


def is_exported(text: str) -> bool:
    """Say whether a script was exported from a notebook by nbconvert: it has ``# In[n]:`` marks, or magics as calls.

    Scripts whose cells are marked by ``# %%`` are written as scripts, and are none.
    """
    return _MARK.search(text) is not None
