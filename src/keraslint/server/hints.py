"""Inlay hints: the output shape behind each layer."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from keraslint.describe import describe_shape
from keraslint.server.reading import Reading


def shape_hints(reading: Reading, uri: str, within: types.Range) -> Iterator[types.InlayHint]:
    """Walk the shapes to be shown in a part of a text, behind the call that makes the layer or calls it on a tensor."""
    if reading.study is None:
        return
    document = reading.document
    cell = document.cell_of(uri)
    for place, layer in reading.study.layer_places():
        span = place.span
        if span.file != document.file.path or span.cell != cell or layer.output_shape is None or not layer.known:
            continue
        end = document.texts[cell].position(span.end_line, span.end_column)
        if within.start <= end <= within.end:
            yield types.InlayHint(
                position=end,
                label=f"→ {describe_shape(layer.output_shape)}",
                kind=types.InlayHintKind.Type,
                padding_left=True,
                tooltip=None if layer.parameters is None else f"{layer.parameters:,} parameters",
            )
