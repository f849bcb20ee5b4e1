"""Programs over TensorFlow below Keras."""

from __future__ import annotations

from soundness.draws import array, choice, image, ints, labels, tensor, text
from soundness.programs import Case, case

T = tensor(rank=(1, 2, 3))
FLOAT = tensor(rank=(1, 2), kinds=("unit", "signed", "wide"))
POSITIVE = tensor(rank=(1, 2), kinds=("positive",))
TABLE = tensor(shape=(4, 3))
DTYPE = text("tf.float32", "'float32'", "tf.int32", "tf.uint8", "tf.bool", "tf.float64", "tf.float16", "tf.int64")

CREATION = [
    case("tf.cast(x, {d})", x=T, d=DTYPE),
    case("tf.cast(x, {d})", x=array(), d=DTYPE),
    case(
        "tf.{name}({v})",
        name=text("constant", "convert_to_tensor", "Variable"),
        v=text("[1, 2]", "[0.5]", "[[1, 2], [3, 4]]", "3", "[0, 1]"),
    ),
    case("tf.constant({v}, dtype={d})", v=text("[1, 2]", "[0, 1]", "3"), d=DTYPE),
    case("tf.constant({v}, shape=(2, 2))", v=text("0", "1.5")),
    case("tf.{name}(x)", name=text("constant", "convert_to_tensor", "Variable", "identity", "stop_gradient"), x=array()),
    case("tf.ensure_shape(x, {shape})", x=tensor(shape=(4, 3)), shape=choice((4, 3), (None, 3))),
    case("tf.make_ndarray(tf.make_tensor_proto([1]))"),
    case("tf.{name}({shape})", name=text("zeros", "ones"), shape=choice((2, 3), 3, [2])),
    case("tf.{name}((2,), {d})", name=text("zeros", "ones"), d=DTYPE),
    case("tf.fill((2, 3), {v})", v=choice(1, 2.5)),
    case("tf.{name}(x)", name=text("zeros_like", "ones_like"), x=T),
    case("tf.zeros_like(x, dtype=tf.float32)", x=T),
    case("tf.range({n})", n=ints(0, 5)),
    case("tf.range(1, 9, 3)"),
    case("tf.range(1.0, 3.0)"),
    case("tf.linspace(0.0, 1.0, 5)"),
    case("tf.linspace(0, 1, 5)"),
    case("tf.one_hot(y, {n})", y=labels(), n=choice(3, 5)),
    case("tf.one_hot([0, 1, 2], depth=3, dtype=tf.float64)"),
    case("tf.one_hot([0, 1, 7], 3)"),
    case("tf.one_hot(y, 3, on_value=2.0, off_value=1.0)", y=labels()),
    case("tf.one_hot(y, 3, axis={a})", y=labels(), a=choice(-1, 0)),
    case("tf.random.{name}({shape})", name=text("uniform", "normal", "truncated_normal"), shape=choice((2, 3), [4])),
    case("tf.random.uniform((5,), {lo}, {hi})", lo=choice(-1, 0), hi=choice(1, 3)),
    case("tf.random.uniform((5,), minval=0, maxval=4, dtype=tf.int32)"),
    case("tf.random.shuffle(x)", x=T),
    case("tf.random.set_seed(1)\nr = tf.random.uniform((2,))"),
    case("tf.compat.v1.set_random_seed(1)\nr = 1"),
    case("g = tf.random.Generator.from_seed(1)\nr = 1"),
]

UNARY = ("exp", "tanh", "sin", "cos", "tan", "square", "abs", "negative", "sign", "floor", "round", "sigmoid")
MATH = [
    *(case(f"tf.{name}(x)", x=FLOAT) for name in (*UNARY, "atan")),
    *(case(f"tf.math.{name}(x)", x=FLOAT) for name in (*UNARY, "expm1", "ceil", "atan", "softmax")),
    *(case(f"tf.{name}(x)", x=tensor(kinds=("whole", "small", "unit", "signed"))) for name in ("square", "abs", "sign")),
    case("tf.sqrt(x)", x=POSITIVE),
    *(case(f"tf.math.{name}(x)", x=POSITIVE) for name in ("log", "log1p", "sqrt")),
    *(case(f"tf.nn.{name}(x)", x=FLOAT) for name in ("sigmoid", "softmax", "relu", "relu6")),
    case("tf.exp({v})", v=text("0.5", "[1.0, 2.0]")),
    *(case(f"tf.{name}(x, y)", x=tensor(shape=(4, 3), kinds=("signed",)), y=tensor(shape=(3,), kinds=("positive",))) for name in (
        "add", "subtract", "multiply", "divide", "truediv", "maximum", "minimum", "equal", "not_equal", "less", "less_equal", "greater", "greater_equal",
    )),
    *(case(f"tf.math.{name}(x, y)", x=tensor(shape=(4, 3), kinds=("signed",)), y=tensor(shape=(3,), kinds=("positive",))) for name in (
        "add", "subtract", "multiply", "divide", "truediv", "maximum", "minimum", "equal", "not_equal", "less", "less_equal", "greater", "greater_equal",
        "floordiv", "floormod", "mod",
    )),
    *(case(f"tf.{name}(x, {{n}})", x=tensor(kinds=("wide",)), n=choice(2.0, 0.5, 255.0)) for name in ("multiply", "divide", "add", "maximum")),
    case("tf.math.floordiv(x, 2)", x=tensor(kinds=("small",))),
    *(case(f"tf.{name}(x, 2)", x=tensor(kinds=("small", "signed"))) for name in ("pow", "math.pow")),
    *(case(f"tf.{name}(x > 0, x < 1)", x=FLOAT) for name in ("logical_and", "logical_or", "math.logical_and", "math.logical_or")),
    *(case(f"x {operator} {{n}}", x=tensor(kinds=("signed", "wide")), n=choice(2.0, 255.0, 0.5, 3)) for operator in ("+", "-", "*", "/")),
    case("x / {n}", x=tensor(kinds=("whole", "small", "pixels")), n=choice(2, 255)),
    case("x // 2", x=tensor(kinds=("whole", "small"))),
    case("tf.cast(x, tf.float32) / 255.", x=tensor(kinds=("pixels",))),
    case("(x - tf.reduce_mean(x)) / tf.math.reduce_std(x)", x=FLOAT),
    case("(x - tf.reduce_min(x)) / (tf.reduce_max(x) - tf.reduce_min(x))", x=tensor(rank=2, kinds=("signed", "unit"))),
    case("tf.clip_by_value(x, 0.0, 1.0)", x=FLOAT),
    case("tf.{name}(x, y)", name=text("matmul", "linalg.matmul"), x=tensor(shape=(4, 3), kinds=("unit",)), y=tensor(shape=(3, 2), kinds=("unit",))),
    case("tf.matmul(x, y, transpose_b=True)", x=tensor(shape=(4, 3), kinds=("unit",)), y=tensor(shape=(2, 3), kinds=("unit",))),
    *(case(f"tf.{name}(x)", x=T) for name in ("shape", "size", "rank")),
    *(case(f"tf.{module}reduce_{name}(x)", x=T) for name in ("mean", "sum", "max", "min", "prod") for module in ("", "math.")),
    *(case(f"tf.reduce_{name}(x, axis={{a}}, keepdims={{k}})", x=TABLE, a=choice(0, 1, -1), k=choice(True, False)) for name in ("mean", "max", "sum")),
    *(case(f"tf.math.reduce_{name}(x)", x=FLOAT) for name in ("std", "variance")),
    *(case(f"tf.{module}reduce_{name}(x > 0)", x=FLOAT) for name in ("any", "all") for module in ("", "math.")),
    *(case(f"tf.{module}{name}(x)", x=TABLE) for name in ("argmax", "argmin", "cumsum") for module in ("", "math.")),
    case("tf.argmax(x, axis={a})", x=TABLE, a=choice(0, 1, -1)),
    case("tf.argmax(x, axis=1, output_type=tf.int32)", x=TABLE),
]  # fmt: skip

SHAPING = [
    case("tf.reshape(x, {s})", x=TABLE, s=choice((2, 6), (-1,), (12, 1), [-1, 2])),
    case("tf.transpose(x)", x=TABLE),
    case("tf.transpose(x, {p})", x=tensor(rank=3), p=choice((0, 2, 1), [2, 0, 1])),
    case("tf.expand_dims(x, {a})", x=T, a=choice(0, -1)),
    case("tf.squeeze(x)", x=tensor(rank=2)),
    case("tf.squeeze(x, axis=1)", x=tensor(shape=(5, 1))),
    case("tf.concat([x, y], {a})", x=TABLE, y=tensor(shape=(4, 3)), a=choice(0, 1, -1)),
    case("tf.stack([x, y])", x=TABLE, y=tensor(shape=(4, 3))),
    case("tf.stack([x, x], axis={a})", x=TABLE, a=choice(0, 1, -1)),
    case("tf.tile(x, {m})", x=TABLE, m=choice((1, 2), [2, 2])),
    case("tf.repeat(x, 2, axis={a})", x=TABLE, a=choice(0, 1, None)),
    case("tf.reverse(x, [{a}])", x=TABLE, a=choice(0, -1)),
    case("tf.pad(x, [[1, 1], [0, 2]])", x=TABLE),
    case("tf.pad(x, [[1, 1], [0, 2]], {m})", x=TABLE, m=choice("REFLECT", "SYMMETRIC", "CONSTANT")),
    case("tf.gather(x, [0, 1])", x=TABLE),
    case("tf.gather(x, [0, 1], axis=1)", x=TABLE),
    case("tf.where(x > 0, x, 0.0)", x=tensor(kinds=("signed",))),
    case("tf.where(x > 0, 1, 0)", x=T),
    case("tf.where(x > 0)", x=TABLE),
    case("x[{i}]", x=TABLE, i=text("0", ":, 0", "..., None", "1:3", "..., ::-1", ":, tf.newaxis")),
    case("x.numpy()", x=T),
    case("tf.newaxis"),
]

PIC = image()
IMAGES = [
    case("tf.image.resize(x, {s})", x=PIC, s=choice((4, 5), [9, 9])),
    case("tf.image.resize(x, [4, 4], method={m})", x=PIC, m=choice("nearest", "bilinear", "area", "bicubic")),
    case("tf.image.resize(x, [4, 4], method=tf.image.ResizeMethod.NEAREST_NEIGHBOR)", x=PIC),
    case("tf.image.resize(x, (3, 3), preserve_aspect_ratio=True)", x=PIC),
    case("tf.image.resize(x, (5, 5))", x=image(batch=True)),
    case("tf.image.resize_with_pad(x, 10, 10)", x=PIC),
    case("tf.image.resize_with_pad(x, target_height=10, target_width=9)", x=PIC),
    case("tf.image.resize_with_crop_or_pad(x, {h}, {w})", x=PIC, h=choice(4, 12), w=choice(4, 12)),
    case("tf.image.central_crop(x, 0.5)", x=PIC),
    case("tf.image.random_crop(x, size=[4, 4, 3])", x=PIC),
    case("tf.image.stateless_random_crop(x, size=[4, 4, 3], seed=(1, 2))", x=PIC),
    case("tf.image.crop_to_bounding_box(x, 1, 1, 4, 3)", x=PIC),
    case("tf.image.pad_to_bounding_box(x, 1, 1, 12, 12)", x=PIC),
    case("tf.image.convert_image_dtype(x, tf.float32)", x=PIC),
    case("tf.image.convert_image_dtype(x, {d})", x=PIC, d=text("tf.uint8", "tf.float64")),
    case("tf.image.per_image_standardization(x)", x=PIC),
    case("tf.image.rgb_to_grayscale(x)", x=PIC),
    case("tf.image.grayscale_to_rgb(tf.image.rgb_to_grayscale(x))", x=PIC),
    *(case(f"tf.image.{name}(x)", x=image(kinds=("unit",))) for name in ("rgb_to_hsv", "hsv_to_rgb", "rgb_to_yuv", "rgb_to_yiq")),
    *(
        case(f"tf.image.{name}(x)", x=PIC)
        for name in ("flip_left_right", "flip_up_down", "random_flip_left_right", "random_flip_up_down", "rot90", "transpose")
    ),
    *(
        case(f"tf.image.{name}(x, seed=(1, 2))", x=PIC)
        for name in ("stateless_random_flip_left_right", "stateless_random_flip_up_down")
    ),
    case("tf.image.adjust_brightness(x, {d})", x=PIC, d=choice(0.3, -0.2)),
    case("tf.image.random_brightness(x, {d})", x=PIC, d=choice(0.3, 0.1)),
    case("tf.image.stateless_random_brightness(x, max_delta=0.2, seed=(1, 2))", x=PIC),
    *(case(f"tf.image.{name}(x, 0.5, 1.5)", x=PIC) for name in ("random_contrast", "random_saturation")),
    *(
        case(f"tf.image.{name}(x, 0.5, 1.5, seed=(1, 2))", x=PIC)
        for name in ("stateless_random_contrast", "stateless_random_saturation")
    ),
    *(
        case(f"tf.image.{name}(x, 0.2)", x=PIC)
        for name in ("random_hue", "adjust_contrast", "adjust_saturation", "adjust_hue", "adjust_gamma")
    ),
    case("tf.image.stateless_random_hue(x, 0.2, seed=(1, 2))", x=PIC),
    case("tf.image.random_jpeg_quality(x, 50, 90)", x=image(kinds=("pixels",))),
    case("tf.image.adjust_jpeg_quality(x, 50)", x=image(kinds=("pixels",))),
    *(
        case(f"tf.image.{name}(x)", x=image(batch=True, kinds=("unit",)))
        for name in ("sobel_edges", "image_gradients", "total_variation")
    ),
    *(
        case(
            f"b = tf.io.encode_png(tf.cast(x, tf.uint8))\nr = tf.{module}.{name}(b{{o}})",
            x=image(kinds=("pixels",)),
            o=text("", ", channels=3", ", channels=1"),
        )
        for name in ("decode_png", "decode_image")
        for module in ("io", "image")
    ),
    *(
        case(
            f"b = tf.io.encode_jpeg(tf.cast(x, tf.uint8))\nr = tf.{module}.{name}(b{{o}})",
            x=image(kinds=("pixels",)),
            o=text("", ", channels=3"),
        )
        for name in ("decode_jpeg", "decode_image")
        for module in ("io", "image")
    ),
    case(
        "b = tf.io.encode_png(tf.cast(x, tf.uint8))\nr = tf.io.decode_image(b, dtype=tf.float32, expand_animations=False)",
        x=image(kinds=("pixels",)),
    ),
    *(
        case(
            f"b = tf.io.encode_jpeg(tf.cast(x, tf.uint8))\nr = tf.{module}.decode_and_crop_jpeg(b, [0, 0, 4, 4])",
            x=image(kinds=("pixels",)),
        )
        for module in ("io", "image")
    ),
    case("tf.io.decode_raw(tf.constant([b'abcd']), tf.uint8)"),
    case("tf.strings.lower(tf.constant(['A']))"),
    case(
        "tf.strings.{f}",
        f=text(
            "regex_replace(tf.constant(['A']), 'A', 'b')",
            "strip(tf.constant(['A']))",
            "join([tf.constant(['A'])])",
            "reduce_join(tf.constant(['A']))",
            "split(tf.constant(['A b']))",
            "to_number(tf.constant(['1']))",
            "to_hash_bucket_fast(tf.constant(['1']), 3)",
        ),
    ),
]

PIPELINES = [
    case("tf.data.Dataset.from_tensor_slices(x)", x=array(rank=(1, 2))),
    case("tf.data.Dataset.from_tensor_slices((x, y))", x=array(shape=(6, 3)), y=labels()),
    case(
        "tf.data.Dataset.from_tensor_slices({{'a': x, 'b': y}})".replace("{{", "{").replace("}}", "}"),
        x=array(shape=(6, 3)),
        y=labels(),
    ),
    case("tf.data.Dataset.from_tensor_slices({v})", v=text("[1, 2, 3]", "([1, 2], [0.5, 1.5])", "[[1, 2], [3, 4]]")),
    case("tf.data.Dataset.from_tensors(x)", x=array()),
    case(
        "a = tf.data.Dataset.from_tensor_slices(x)\nb = tf.data.Dataset.from_tensor_slices(y)\nr = tf.data.Dataset.zip((a, b))",
        x=array(shape=(6, 3)),
        y=labels(),
    ),
    case("a = tf.data.Dataset.range(3)\nb = tf.data.Dataset.range(5)\nr = tf.data.Dataset.zip(a, b)"),
    case("tf.data.Dataset.range({n})", n=ints(0, 5)),
    case("tf.data.Dataset.range(2, 9, 3)"),
    case(
        "d = tf.data.Dataset.from_tensor_slices(x)\nr = d.map(lambda v: tf.cast(v, tf.float32) / 255.0)",
        x=array(shape=(6, 3), kinds=("pixels",)),
    ),
    case("d = tf.data.Dataset.from_tensor_slices(x)\nr = d.map(lambda v: (v, 0, 0.5))", x=array(shape=(6, 3))),
    case(
        "d = tf.data.Dataset.from_tensor_slices((x, y))\nr = d.map(lambda v, l: (v * 2, tf.one_hot(l, 3)), num_parallel_calls=tf.data.AUTOTUNE)",
        x=array(shape=(6, 3), kinds=("signed",)),
        y=labels(),
    ),
    case(
        "d = tf.data.Dataset.from_tensor_slices(x)\nr = d.map(lambda v: {'a': v, 'b': [v, v]})",
        x=array(shape=(6, 3), kinds=("signed",)),
    ),
    case("d = tf.data.Dataset.from_tensor_slices((x, y))\nr = d.batch({n})", x=array(shape=(6, 3)), y=labels(), n=ints(1, 7)),
    case(
        "d = tf.data.Dataset.from_tensor_slices((x, y))\nr = d.batch({n}, drop_remainder=True)",
        x=array(shape=(6, 3)),
        y=labels(),
        n=ints(1, 5),
    ),
    case("d = tf.data.Dataset.range(6)\nr = d.shuffle(4).batch(4).repeat({n}).prefetch(1)", n=ints(1, 3)),
    case("d = tf.data.Dataset.range(6)\nr = d.batch(4).unbatch()"),
    case("d = tf.data.Dataset.range(6)\nr = d.{name}({n})", name=text("take", "skip"), n=ints(0, 8)),
    case(
        "d = tf.data.Dataset.range(6)\nr = d.cache().shuffle(3, seed=1, reshuffle_each_iteration=False).with_options(tf.data.Options())"
    ),
    case("d = tf.data.Dataset.range(6)\nr = d.filter(lambda v: v > 2)"),
    case(
        "d = tf.data.Dataset.range(6)\nr = d.{call}",
        call=text(
            "shard(2, 0)",
            "enumerate()",
            "unique()",
            "take_while(lambda v: v < 3)",
            "window(2)",
            "ignore_errors()",
            "as_numpy_iterator()",
            "__iter__()",
            "cardinality()",
            "__len__()",
            "reduce(0, lambda a, b: a)",
            "rebatch(2)",
            "scan(tf.constant(0), lambda a, b: (a, b))",
        ),
    ),
    case("d = tf.data.Dataset.range(6)\nr = d.apply(tf.data.experimental.assert_cardinality(6))"),
    case("d = tf.data.Dataset.range(1)\nr = d.get_single_element()"),
    case("d = tf.data.Dataset.range(4)\nr = d.concatenate(tf.data.Dataset.range(3))"),
    case("d = tf.data.Dataset.range(4)\nr = d.flat_map(lambda v: tf.data.Dataset.range(2))"),
    case("d = tf.data.Dataset.range(4)\nr = d.interleave(lambda v: tf.data.Dataset.range(2), num_parallel_calls=2)"),
    case("d = tf.data.Dataset.range(9)\nr = d.window(3, drop_remainder=True).flat_map(lambda w: w.batch(3))"),
    case("d = tf.data.Dataset.range(9)\nr = d.apply(lambda v: v.take(2))"),
    case("d = tf.data.Dataset.from_tensor_slices(x)\nr = d.padded_batch(2)", x=array(shape=(5, 3), kinds=("positive", "whole"))),
    case("d = tf.data.Dataset.range(5)\nr = d.ragged_batch(2)\nr = 1"),
    case("d = tf.data.Dataset.range(5)\nr = d.map(lambda v: v).save('/tmp/never') if False else 1"),
    case("d = tf.data.Dataset.from_tensor_slices((x, y))\nr = [t for t in d.batch(6)][0]", x=array(shape=(6, 3)), y=labels()),
    case("d = tf.data.Dataset.range(5)\nr = next(iter(d))"),
    case("d = tf.data.Dataset.range(5)\nr = tf.data.experimental.cardinality(d)"),
    case("d = tf.data.Dataset.range(5)\nr = d.element_spec\nr = 1"),
    case("r = [tf.data.AUTOTUNE, tf.data.experimental.AUTOTUNE, tf.data.INFINITE_CARDINALITY]"),
    case("r = tf.TensorShape([2, 3])\nr = 1"),
    case(
        "def g():\n    for i in range(3):\n        yield [1.0, 2.0], i\n"
        "r = tf.data.Dataset.from_generator(g, output_signature=(tf.TensorSpec((2,), tf.float32), tf.TensorSpec((), tf.int32)))"
    ),
    case("def g():\n    yield 1\nr = tf.data.Dataset.from_generator(g, tf.int64)"),
    case("def g():\n    yield 1.5, 2\nr = tf.data.Dataset.from_generator(g, (tf.float32, tf.int64), ((), ()))"),
    case(
        "def g():\n    yield {'a': [1, 2], 'b': 0.5}\nr = tf.data.Dataset.from_generator(g, {'a': tf.uint8, 'b': tf.float64}, {'a': (2,), 'b': ()})"
    ),
    case("def g():\n    yield 2\nr = tf.data.Dataset.from_generator(g, output_signature=tf.TensorSpec((), tf.float32))"),
    case("d = tf.data.Dataset.range(5)\nr = tf.data.Dataset.sample_from_datasets([d, d])"),
    case("d = tf.data.Dataset.range(5)\nr = tf.data.experimental.sample_from_datasets([d, d])"),
    case("d = tf.data.Dataset.range(2)\nr = tf.data.Dataset.choose_from_datasets([d, d], tf.data.Dataset.range(2))"),
    case("d = tf.data.Dataset.range(5)\nr = d.bucket_by_sequence_length(lambda v: 1, [2], [1, 1])\nr = 1"),
    case("d = tf.data.Dataset.range(5)\nr = d.group_by_window(lambda v: v, lambda k, w: w, 2)\nr = 1"),
    case("d = tf.data.Dataset.range(5)\nr = d.rejection_resample(lambda v: 0, [1.0])\nr = 1"),
]

CASES: list[Case] = [*CREATION, *MATH, *SHAPING, *IMAGES, *PIPELINES]
