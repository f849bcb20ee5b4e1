"""Where ``tf.data`` pipelines start."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from keraslint.libs import dtypes
from keraslint.libs.arrays import Rows, content, counted, dims, entries, flag, given, integer
from keraslint.libs.numpy import elementwise
from keraslint.libs.registry import Call, attribute, entry
from keraslint.libs.sequences import any_element
from keraslint.libs.tensorflow.elements import as_tensors, leaves, mapped, row_count, sliced
from keraslint.values import (
    Api,
    Array,
    Const,
    Dataset,
    Encoding,
    Function,
    Instance,
    Interval,
    Partial,
    Reason,
    Role,
    Step,
    Tuple,
    Unknown,
    Value,
)

NONE: Final = Const(None)
DATASET: Final = "tensorflow.data.Dataset"


def common_role(element: Value) -> Role | None:
    """Return the role that all arrays of an element have."""
    roles = {array.role for array in leaves(element)}
    return roles.pop() if len(roles) == 1 else None


def origin_of(element: Value) -> object:
    """Return the identity of the rows that a pipeline goes through."""
    return next((array.identity for array in leaves(element) if array.identity is not None), None) or Rows()


@entry(f"{DATASET}.from_tensor_slices")
def from_tensor_slices(call: Call, tensors: Value, name: Value = NONE) -> Value:
    """Go through arrays row by row."""
    element = sliced(tensors)
    return Dataset(
        element,
        batched=False,
        size=row_count(tensors),
        role=common_role(element),
        stages=(call.step("load"),),
        origin=origin_of(element),
    )


@entry(f"{DATASET}.from_tensors")
def from_tensors(call: Call, tensors: Value, name: Value = NONE) -> Value:
    """Give everything as one element."""
    element = mapped(as_tensors(tensors), lambda array: replace(array, container="tensor"))
    return Dataset(element, None, 1, common_role(element), (call.step("load"),), origin_of(element))


@entry(f"{DATASET}.zip")
def zip_(call: Call, *datasets: Value) -> Value:
    """Go through several datasets side by side."""
    parts = datasets
    if len(datasets) == 1:
        inner = content(datasets[0])
        if inner is None or not inner.complete:
            return call.unknown()
        parts = inner.values
    known = [part for part in parts if isinstance(part, Dataset)]
    if len(known) != len(parts) or not known:
        return call.unknown()
    sizes = [part.size for part in known if part.size is not None]
    first = known[0]
    return Dataset(
        Tuple(tuple(part.element for part in known)),
        first.batched if all(part.batched is first.batched for part in known) else None,
        min(sizes) if len(sizes) == len(known) else None,
        first.role if all(part.role is first.role for part in known) else None,
        (*first.stages, call.step("combine")),
        first.origin,
    )


@entry(f"{DATASET}.range")
def range_(call: Call, *bounds: Value, **others: Value) -> Value:
    """Count."""
    found = counted([integer(bound) for bound in bounds])
    interval = Interval(float(min(found[0], found[-1])), float(max(found[0], found[-1])), integer=True) if found else None
    element = Array((), "int64" if not others else None, interval, container="tensor", steps=(call.step("load"),))
    return Dataset(element, False, len(found) if found is not None else None, stages=(call.step("load"),), origin=Rows())


@entry(f"{DATASET}.list_files")
def list_files(call: Call, file_pattern: Value, shuffle: Value = NONE, seed: Value = NONE, name: Value = NONE) -> Value:
    """Go through file names, in random order unless told otherwise."""
    element = Array((), "str", encoding=None, container="tensor", steps=(call.step("load"),))
    stages: tuple[Step, ...] = (call.step("load"),)
    if flag(shuffle) is not False or not given(shuffle):
        stages = (*stages, call.step("shuffle", seed=given(seed), reshuffle=True))
    return Dataset(element, False, stages=stages, origin=Rows())


@entry("tensorflow.data.TFRecordDataset", "tensorflow.data.TextLineDataset", "tensorflow.data.FixedLengthRecordDataset")
def records(call: Call, *arguments: Value, **others: Value) -> Value:
    """Go through the records of files."""
    element = Array((), "str", encoding=Encoding.STRING, container="tensor", steps=(call.step("load"),))
    return Dataset(element, batched=False, stages=(call.step("load"),), origin=Rows())


@entry("tensorflow.data.experimental.make_csv_dataset", "tensorflow.data.experimental.CsvDataset")
def csv(call: Call, *arguments: Value, **others: Value) -> Value:
    """Go through the lines of CSV files."""
    return Dataset(call.unknown(reason=Reason.INPUT), stages=(call.step("load"),), origin=Rows())


@entry("tensorflow.TensorSpec", "tensorflow.TensorShape")
def tensor_spec(call: Call, shape: Value = NONE, dtype: Value = Const("float32"), name: Value = NONE) -> Value:
    """Describe a tensor: the same shape and type as the tensors that it stands for."""
    if call.name.endswith("TensorShape"):
        return shape
    return Array(dims(shape), dtypes.named(dtype), container="tensor")


@entry(f"{DATASET}.from_generator")
def from_generator(
    call: Call,
    generator: Value,
    output_types: Value = NONE,
    output_shapes: Value = NONE,
    args: Value = NONE,
    *rest: Value,
    **others: Value,
) -> Value:
    """Go through what a generator yields; a signature completes what the generator itself tells."""
    signature = others.get("output_signature", NONE)
    if not given(signature) and given(output_types):
        signature = _of_types(output_types, output_shapes)
    made = _generated(call, generator, args)
    element = made.element if isinstance(made, Dataset) else any_element(made)
    if given(signature):
        element = _with_signature(call, element, signature)
    return Dataset(element, batched=None, stages=(call.step("load", endless=_is_endless(made)),), origin=Rows())


def _of_types(types: Value, shapes: Value) -> Value:
    """Return the signature that the older arguments state: types, and beside them shapes in the same structure."""
    wanted = content(types)
    if wanted is not None and wanted.complete:
        found = content(shapes)
        parts = found.values if found is not None and len(found.values) == len(wanted.values) else (NONE,) * len(wanted.values)
        return Tuple(tuple(_of_types(kind, shape) for kind, shape in zip(wanted.values, parts, strict=True)))
    kinds = entries(types)
    if kinds is not None:
        stated = entries(shapes)
        return replace(
            kinds, entries=tuple((key, _of_types(kind, (stated and stated.get(key)) or NONE)) for key, kind in kinds.entries)
        )
    return Array(dims(shapes), dtypes.named(types), container="tensor")


def _generated(call: Call, generator: Value, args: Value) -> Value:
    inner = content(args)
    arguments = inner.values if inner is not None and inner.complete else ()
    return call.apply(generator, *arguments) if isinstance(generator, Function | Partial) else generator


def _is_endless(made: Value) -> bool:
    return isinstance(made, Dataset) and any(stage.detail("endless") for stage in made.stages)


def _with_signature(call: Call, element: Value, signature: Value) -> Value:
    """Return an element with shapes and types from a signature, and ranges from what the generator yields."""
    wanted, found = content(signature), content(element)
    if wanted is not None and wanted.complete:
        parts = found.values if found is not None and found.complete and len(found.values) == len(wanted.values) else None
        unknown = Unknown(Reason.CUSTOM_CODE)
        return Tuple(tuple(_with_signature(call, parts[at] if parts else unknown, part) for at, part in enumerate(wanted.values)))
    if isinstance(signature, Array):
        if isinstance(element, Array):
            shape = element.shape if signature.shape is None else signature.shape
            typed = elementwise.cast(
                call, element, Const(signature.dtype), keep_steps=True
            )  # as np.asarray casts what is yielded
            return replace(typed, shape=shape, container="tensor")
        return signature
    mapping = entries(signature)
    return signature if mapping is not None else element


@entry("tensorflow.data.experimental.sample_from_datasets", f"{DATASET}.sample_from_datasets", f"{DATASET}.choose_from_datasets")
def sample_from(call: Call, *arguments: Value, **others: Value) -> Value:
    """Draw from several datasets."""
    inner = content(arguments[0]) if arguments else None
    first = inner.values[0] if inner is not None and inner.values else None
    if not isinstance(first, Dataset):
        return call.unknown()
    element = any_element(inner) if inner is not None else first.element
    joined = element.element if isinstance(element, Dataset) else first.element
    return Dataset(joined, first.batched, None, first.role, (*first.stages, call.step("interleave")), first.origin)


@entry("tensorflow.data.Options")
def options(call: Call) -> Value:
    """Make options, which change nothing that is followed."""
    return Instance("tensorflow.data.Options", place=call.place)


@attribute("dataset", "element_spec")
def element_spec(call: Call, dataset: Dataset) -> Value:
    """Return the description of an element."""
    return dataset.element


@attribute("dataset", "classes")
def classes_in_files(call: Call, dataset: Dataset) -> Value:
    """Return the class of each file, in the order in which the files are listed."""
    if not dataset.stages:
        return call.unknown(reason=Reason.INPUT)
    steps = (dataset.stages[0], call.step("decode"))
    return Array((None,), "int32", Interval(0.0, integer=True), Encoding.INTEGER, role=dataset.role, steps=steps)


@attribute("dataset", "class_names", "class_indices", "samples", "n", "filenames", "labels", "file_paths")
def directory_facts(call: Call, dataset: Dataset) -> Value:
    """Say that what was found in a folder is not known."""
    return call.unknown(reason=Reason.INPUT)


@attribute("dataset", "batch_size")
def batch_size(call: Call, dataset: Dataset) -> Value:
    """Return the size of the batches, if it is known."""
    found = [stage.detail("size") for stage in dataset.stages if stage.operation == "batch"]
    return Const(found[-1]) if found and found[-1] is not None else call.unknown(reason=Reason.DATA_DEPENDENT)


@attribute("api", "tensorflow.data.INFINITE_CARDINALITY")
def infinite(call: Call, _owner: Api) -> Value:
    """Return the constant."""
    return Const(-1)
