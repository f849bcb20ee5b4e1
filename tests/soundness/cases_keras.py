"""Programs over the data side of Keras."""

from __future__ import annotations

from soundness.draws import array, choice, ints, labels, one_hot, text
from soundness.programs import Case, case

PIXELS = array(shape=(2, 8, 8, 3), kinds=("pixels",))
FLOATS = array(shape=(2, 8, 8, 3), kinds=("unit", "wide"))
MODULES = ("vgg16", "vgg19", "resnet", "resnet50", "resnet_v2", "xception", "inception_v3", "inception_resnet_v2", "mobilenet", "mobilenet_v2", "nasnet",
           "densenet", "efficientnet", "efficientnet_v2", "mobilenet_v3", "convnext", "imagenet_utils")  # fmt: skip

LABELS = [
    case("keras.utils.to_categorical(y)", y=labels()),
    case("keras.utils.to_categorical(y, {n})", y=labels(), n=choice(3, 5)),
    case("keras.utils.to_categorical(y, num_classes=3)", y=labels(column=True)),
    case("keras.utils.to_categorical({v})", v=text("[0, 1, 2]", "[1, 2, 3]", "[[0], [1]]", "[0, 1, 1]")),
    case("keras.utils.to_categorical(y, 3)", y=one_hot()),
    case("keras.utils.to_categorical(y)", y=labels(classes=2, dtype="float32")),
    case("keras.utils.normalize(x)", x=array(rank=2)),
    case("keras.utils.normalize(x, axis=0, order=1)", x=array(rank=2)),
    case("keras.utils.normalize(x, order={o})", x=array(rank=2), o=choice(2, 3)),
]

SEQUENCES = [
    case("keras.utils.pad_sequences({v})", v=text("[[1, 2], [3]]", "[[0.5, 0.9]]", "[[1], [2, 3, 4]]")),
    case("keras.utils.pad_sequences({v}, maxlen={n})", v=text("[[1, 2], [3]]", "[[5], [2, 3, 4]]"), n=ints(1, 4)),
    case("keras.utils.pad_sequences([[0.5, 2.5]], dtype='float32', value=-1.0)"),
    case("keras.utils.pad_sequences(x, maxlen=5)", x=array(shape=(4, 3), kinds=("small", "whole"))),
    case(
        "keras.utils.timeseries_dataset_from_array(x, y, sequence_length=3, batch_size=2)",
        x=array(shape=(8, 2)),
        y=array(shape=(8,)),
    ),
    case("keras.utils.timeseries_dataset_from_array(x, None, 3, shuffle=True)", x=array(shape=(8,))),
]

IMAGES = [
    *(case(f"keras.applications.{module}.preprocess_input(x)", x=PIXELS) for module in MODULES),
    *(
        case(f"keras.applications.{module}.preprocess_input(x)", x=FLOATS)
        for module in ("vgg16", "mobilenet", "densenet", "efficientnet")
    ),
    case("keras.applications.imagenet_utils.preprocess_input(x, mode={m})", x=PIXELS, m=choice("tf", "torch", "caffe")),
    case("keras.utils.img_to_array(p)", p=array(shape=(8, 6, 3), kinds=("pixels",))),
    case("keras.utils.img_to_array(p)", p=array(shape=(8, 6), kinds=("pixels",))),
    case("keras.utils.img_to_array(p, dtype='uint8')", p=array(shape=(8, 6, 3), kinds=("pixels",))),
    case("keras.utils.array_to_img(x)", x=array(shape=(8, 6, 3), kinds=("unit", "pixels"))),
    case("keras.preprocessing.image.smart_resize(x, (4, 4))", x=array(shape=(8, 6, 3), kinds=("unit", "wide"))),
]

SPLITS = [
    case("keras.utils.split_dataset(x, left_size={n})", x=array(shape=(6, 3)), n=choice(2, 0.5)),
    case("keras.utils.split_dataset((x, y), left_size=4, shuffle=True)", x=array(shape=(6, 3)), y=labels()),
]

PIX = array(shape=(4, 6), kinds=("pixels", "unit", "signed"))
OPERATIONS = [
    case("keras.ops.cast(x, {d})", x=PIX, d=choice("float32", "int32", "uint8", "bool")),
    case("keras.ops.cast(x, 'float32') / 255", x=PIX),
    case("keras.ops.divide(x, {n})", x=PIX, n=choice(255.0, 2)),
    case(
        "keras.ops.{f}",
        f=text("expand_dims(x, -1)", "reshape(x, (2, -1))", "transpose(x)", "ravel(x)", "squeeze(x)", "convert_to_tensor(x)"),
        x=PIX,
    ),
    case("keras.ops.{f}([x, x])", f=text("concatenate", "stack"), x=PIX),
    case(
        "keras.ops.{f}(x)",
        f=text("mean", "max", "min", "sum", "std", "argmax", "abs", "exp", "tanh", "sigmoid", "relu", "softmax", "square"),
        x=PIX,
    ),
    case("keras.ops.{f}(x, axis=1)", f=text("mean", "max", "sum", "argmax"), x=PIX),
    case("keras.ops.{f}(x, 3)", f=text("add", "subtract", "multiply", "maximum", "greater"), x=PIX),
    case("keras.ops.one_hot(y, {n})", y=labels(), n=choice(3, 5)),
    case(
        "keras.random.{f}",
        f=text("uniform((2, 3))", "normal((4,))", "truncated_normal((2,))", "uniform((3,), minval=-1, maxval=2)"),
    ),
    case(
        "keras.ops.{f}",
        f=text(
            "zeros((2, 3))",
            "ones(4, 'int32')",
            "empty((2,))",
            "full((2, 2), 3)",
            "full((2,), 1.5)",
            "full((2,), True)",
            "full((3,), 7, 'int64')",
            "eye(3)",
            "eye(3, 4)",
            "eye(3, 3, 1, 'int32')",
            "eye(2, dtype='float64')",
            "identity(3)",
            "identity(3, 'int32')",
            "linspace(0, 1, 5)",
            "linspace(0, 10, num=5, endpoint=False)",
            "linspace(2, -3, dtype='float64')",
        ),
    ),
    case(
        "keras.ops.{f}",
        f=text(
            "arange(5)",
            "arange(2, 9, 3)",
            "arange(5.0)",
            "arange(0, 1, 0.25)",
            "arange(5, dtype='float32')",
            "arange(start=2, stop=9)",
        ),
    ),
    case("keras.ops.{f}", f=text("array(2)", "array([1, 2])", "array([[1.0, 2], [3, 4]])", "array([1, 2], 'float32')")),
    case("keras.ops.array(x)", x=PIX),
    case(
        "tf.keras.backend.{f}",
        f=text(
            "zeros((2, 3))",
            "ones((2,), 'int32')",
            "eye(3)",
            "eye(3, 'int32')",
            "arange(5)",
            "arange(1, 5)",
            "arange(5, dtype='float32')",
            "constant(3)",
            "constant([1, 2], 'int32')",
            "constant([1, 2])",
            "constant(2, shape=(2, 2))",
            "variable([1, 2])",
            "variable(1.5)",
            "random_normal((2, 3))",
            "random_uniform((4,), -1.0, 1.0)",
            "random_normal((2,), dtype='float64')",
        ),
    ),
    case("keras.backend.{f}()", f=text("image_data_format", "floatx", "epsilon")),
    case("keras.utils.set_random_seed(1)"),
]

CASES: list[Case] = [*OPERATIONS, *LABELS, *SEQUENCES, *IMAGES, *SPLITS]
