"""pandas: data frames and series, whose columns are known only by number."""

from keraslint.libs.pandas import changing, creation, encoding, rows

__all__ = ["changing", "creation", "encoding", "rows"]
