"""What an argument of a layer's constructor is when it is not given, where shapes, dtypes or weights depend on it."""

from __future__ import annotations

from typing import Any, Final

from keraslint.values import Const, Reason, Tuple, Unknown, Value

USUAL: Final[dict[str, Any]] = {
    "activation": None,
    "alpha": 1.0,
    "arguments": None,
    "attention_axes": None,
    "axis": -1,
    "backward_layer": None,
    "batch_input_shape": None,
    "batch_shape": None,
    "batch_size": None,
    "bias_axes": None,
    "bin_boundaries": None,
    "center": True,
    "crop_to_aspect_ratio": False,
    "data_format": None,
    "depth_multiplier": 1,
    "dilation_rate": 1,
    "dtype": None,
    "expand_dims": False,
    "fill_mode": "reflect",
    "fill_value": 0.0,
    "frame_length": 256,
    "frame_step": None,
    "go_backwards": False,
    "groups": 1,
    "idf_weights": None,
    "input_shape": None,
    "input_tensor": None,
    "interpolation": "bilinear",
    "invert": False,
    "keepdims": False,
    "lora_rank": None,
    "mask_token": None,
    "mask_value": None,
    "max_tokens": None,
    "max_value": None,
    "mean": None,
    "merge_mode": "concat",
    "negative_slope": 0.0,
    "ngrams": None,
    "noise_shape": None,
    "num_bins": None,
    "num_mel_bins": 128,
    "num_oov_indices": 1,
    "num_tokens": None,
    "offset": 0.0,
    "output_mode": "int",
    "output_padding": None,
    "output_sequence_length": None,
    "output_shape": None,
    "pad_to_aspect_ratio": False,
    "pad_to_max_tokens": False,
    "padding": "valid",
    "pool_size": 2,
    "quantization_config": None,
    "ragged": False,
    "recurrent_activation": "sigmoid",
    "renorm": False,
    "reset_after": True,
    "return_sequences": False,
    "reverse_dtype": None,
    "return_state": False,
    "rms_scaling": False,
    "scale": True,
    "score_mode": "dot",
    "sequence_length": None,
    "sequence_stride": 512,
    "shape": None,
    "shared_axes": None,
    "size": 2,
    "sparse": False,
    "split": "whitespace",
    "stateful": False,
    "strides": 1,
    "threshold": 0.0,
    "tie_weights": True,
    "time_major": False,
    "use_bias": True,
    "use_gate": False,
    "use_scale": False,
    "value_dim": None,
    "value_range": (0, 255),
    "vocabulary": None,
}
"""The defaults that a parameter has in every class, but for those below."""

_RECURRENT: Final = ("LSTM", "GRU", "SimpleRNN", "LSTMCell", "GRUCell", "SimpleRNNCell", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")
_POOLING: Final = tuple(f"{mode}Pooling{n}D" for mode in ("Max", "Average") for n in (1, 2, 3))

SPECIAL: Final[dict[tuple[str, str], Any]] = {
    **{(name, "activation"): "tanh" for name in _RECURRENT},
    **{(name, "strides"): None for name in _POOLING},
    ("AdditiveAttention", "use_scale"): True,
    ("CategoryEncoding", "output_mode"): "multi_hot",
    ("Cropping1D", "cropping"): 1,
    ("Cropping2D", "cropping"): 0,
    ("Cropping3D", "cropping"): 1,
    ("GroupNormalization", "groups"): 32,
    ("MelSpectrogram", "fft_length"): 2048,
    ("Resizing", "fill_mode"): "constant",
    ("STFTSpectrogram", "fft_length"): None,
    ("STFTSpectrogram", "mode"): "log",
    ("UpSampling2D", "interpolation"): "nearest",
    **{(f"ZeroPadding{n}D", "padding"): 1 for n in (1, 2, 3)},
}


def default_of(name: str, parameter: str) -> Value:
    """Return the default of a parameter of the layer class ``name``; unknown where it is required or has no default here."""
    key = (name, parameter)
    if key in SPECIAL:
        return as_value(SPECIAL[key])
    return as_value(USUAL[parameter]) if parameter in USUAL else Unknown(Reason.ABSENT, detail=parameter)


def as_value(default: Any) -> Value:
    """Wrap a plain default as a value."""
    if isinstance(default, tuple):
        return Tuple(tuple(map(as_value, default)))
    return default if isinstance(default, Unknown) else Const(default)
