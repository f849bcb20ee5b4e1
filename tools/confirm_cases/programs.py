"""Pairs of programs for measuring how far verdicts are right: one as written, one repaired or harmlessly changed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

TABLE = "x = np.random.normal(size=(2000, 20))\n"
FEATURES = 20


@dataclass(frozen=True)
class Program:
    """The text of a program, in the parts that a variation changes."""

    layers: tuple[str, ...]
    compiled: str
    fit: str = "batch_size=32"
    classes: int = 3
    targets: str = "sparse"
    shape: tuple[int, ...] = (FEATURES,)
    data: str = TABLE

    @property
    def text(self) -> str:
        """The program."""
        lines = "".join(f"    {layer},\n" for layer in self.layers)
        return (
            "import keras\nimport numpy as np\nfrom keras import initializers, layers, regularizers\n\n"
            f"{self.data}{TARGETS[self.targets].format(classes=self.classes)}"
            f"model = keras.Sequential([\n    keras.Input({self.shape}),\n{lines}])\n"
            f"model.compile({self.compiled})\nmodel.fit(x, y, epochs=20, {self.fit})\n"
        )


TARGETS = {
    "sparse": "y = np.random.randint(0, {classes}, 2000)\n",
    "one_hot": "y = keras.utils.to_categorical(np.random.randint(0, {classes}, 2000), {classes})\n",
    "signed": "y = np.random.choice([-1.0, 1.0], 2000)\n",
    "normal": "y = np.random.normal(size=(2000, 1))\n",
    "flat": "y = np.random.normal(size=2000)\n",
    "prices": "y = np.random.randint(50, 950, (2000, 1))\n",
    "negative": "y = np.random.uniform(-3, 3, (2000, 1))\n",
}


@dataclass(frozen=True)
class Case:
    """A pair; ``harmful`` says whether training has to confirm that the written program is worse, ``scaled`` by what it is."""

    name: str
    written: Program
    repaired: Program
    expected: frozenset[str]
    divided: float | None = None
    curved: bool = False
    codes: tuple[str, ...] = field(default=())


CONFIRMED = frozenset({"confirmed", "confirmed (intermittent)"})
NOT_CONFIRMED = frozenset({"refuted", "slower", "weaker", "inconclusive"})
SLOWER = frozenset({"slower"})


def mlp(*hidden: str, last: str = 'Dense(3, activation="softmax")') -> tuple[str, ...]:
    """Return the layers of a small network."""
    return tuple(f"layers.{layer}" for layer in (*hidden, last))


def compiled(loss: str = '"sparse_categorical_crossentropy"', optimizer: str = '"adam"') -> str:
    """Return the arguments of ``compile``."""
    return f"optimizer={optimizer}, loss={loss}"


RELU = ('Dense(64, activation="relu")', 'Dense(64, activation="relu")')
BINARY = '"binary_crossentropy"'
SPARSE = '"sparse_categorical_crossentropy"'
CATEGORICAL = '"categorical_crossentropy"'
TEN = 'Dense(10, activation="softmax")'
SIGMOID = 'Dense(1, activation="sigmoid")'
IMAGES = "x = np.random.randint(0, 256, (2000, 16, 16, 3)).astype('uint8')\n"
CONVOLUTIONS = (
    'Conv2D(16, 3, activation="relu")', 'Conv2D(16, 3, activation="relu")', "MaxPooling2D(2)", "Flatten()",
    'Dense(32, activation="relu")',
)  # fmt: skip
SERIES = "x = np.random.normal(size=(2000, 20, 1))\n"


def _rate(kind: str, rate: float) -> str:
    return f"keras.optimizers.{kind}({rate})"


def harmful_cases() -> list[Case]:
    """Return the faults that have to be confirmed."""
    plain = Program(mlp(*RELU), compiled())
    binary = Program(mlp(*RELU, last=SIGMOID), compiled(BINARY), classes=2)
    ten = Program(mlp(*RELU, last=TEN), compiled(), classes=10)
    number = Program(mlp(*RELU, last="Dense(1)"), compiled('"mse"'), targets="normal")
    deep = tuple('Dense(32, activation="sigmoid")' for _ in range(8))
    deep_relu = tuple('Dense(32, activation="relu", kernel_initializer="he_uniform")' for _ in range(8))
    image = Program(
        mlp(*CONVOLUTIONS, last=SIGMOID), compiled(BINARY, _rate("SGD", 0.01)), classes=2, shape=(16, 16, 3), data=IMAGES
    )
    series = Program(mlp("LSTM(16)", last="Dense(1)"), compiled('"mse"'), targets="flat", shape=(20, 1), data=SERIES)
    decayed = tuple(layer.replace(")", ", kernel_regularizer=regularizers.l2(1.0))") for layer in RELU)
    zeros = tuple(layer.replace(")", ', kernel_initializer="zeros")') for layer in RELU)

    def change(base: Program, **changes: object) -> Program:
        from dataclasses import replace

        return replace(base, **changes)  # type: ignore[arg-type]

    def case(name: str, written: Program, repaired: Program, *, divided: float | None = None, curved: bool = False) -> Case:
        return Case(name, written, repaired, CONFIRMED, divided, curved)

    return [
        case("softmax on one unit", change(binary, layers=mlp(*RELU, last='Dense(1, activation="softmax")')), binary),
        case("deep sigmoid with SGD", change(plain, layers=mlp(*deep), compiled=compiled(optimizer=_rate("SGD", 0.01))),
             change(plain, layers=mlp(*deep_relu), compiled=compiled(optimizer=_rate("SGD", 0.01)))),
        case("Adam at 0.5", change(plain, compiled=compiled(optimizer=_rate("Adam", 0.5))), plain),
        case("SGD at 5", change(plain, compiled=compiled(optimizer=_rate("SGD", 5.0))),
             change(plain, compiled=compiled(optimizer=_rate("SGD", 0.05)))),
        case("Adam at 1e-6", change(plain, compiled=compiled(optimizer=_rate("Adam", 1e-6))), plain),
        case("zero initialisation", change(plain, layers=mlp(*zeros)), plain),
        case("no nonlinearity", change(plain, layers=mlp("Dense(64)", "Dense(64)")), plain, curved=True),
        case("relu at a regression output", change(number, layers=mlp(*RELU, last='Dense(1, activation="relu")')), number),
        case("sigmoid at a regression output", change(number, layers=mlp(*RELU, last=SIGMOID), targets="negative"),
             change(number, targets="negative")),
        case("targets in the hundreds with SGD", change(number, compiled=compiled('"mse"', _rate("SGD", 0.01)), targets="prices"),
             change(number, compiled=compiled('"mse"', _rate("Adam", 0.05)), targets="normal")),
        case("dropout of 0.9", change(ten, layers=mlp(RELU[0], "Dropout(0.9)", RELU[1], "Dropout(0.9)", last=TEN)),
             change(ten, layers=mlp(RELU[0], "Dropout(0.2)", RELU[1], "Dropout(0.2)", last=TEN))),
        case("L2 of 1", change(plain, layers=mlp(*decayed)), plain),
        case("BatchNormalization with batches of one", change(plain, layers=mlp(RELU[0], "BatchNormalization()", RELU[1]),
             fit="batch_size=1"), change(plain, layers=mlp(RELU[0], "BatchNormalization()", RELU[1]))),
        case("categorical crossentropy on one sigmoid", change(binary, compiled=compiled(CATEGORICAL)), binary),
        case("images of 0..255 with SGD", image, image, divided=255.0),
        case("images of 0..255, MSE and SGD", change(image, compiled=compiled('"mse"', _rate("SGD", 0.01))),
             change(image, compiled=compiled('"mse"', _rate("SGD", 0.01))), divided=255.0),
        case("sequences out of the last LSTM",
             change(series, layers=mlp("LSTM(16, return_sequences=True)", last="Dense(1)")), series),
        case("SGD at 1 with momentum", change(plain, compiled=compiled(optimizer="keras.optimizers.SGD(1.0, momentum=0.9)")),
             change(plain, compiled=compiled(optimizer="keras.optimizers.SGD(0.01, momentum=0.9)"))),
        case("momentum of 1", change(plain, compiled=compiled(optimizer="keras.optimizers.SGD(0.1, momentum=1.0)")),
             change(plain, compiled=compiled(optimizer="keras.optimizers.SGD(0.1, momentum=0.9)"))),
        case("RMSprop at 0.5", change(plain, compiled=compiled(optimizer=_rate("RMSprop", 0.5))),
             change(plain, compiled=compiled(optimizer=_rate("RMSprop", 0.001)))),
    ]  # fmt: skip


def harmless_cases() -> list[Case]:
    """Return what training must not confirm, as it makes no or little difference on the backend that is meant."""
    plain = Program(mlp(*RELU), compiled())
    binary = Program(mlp(*RELU, last=SIGMOID), compiled(BINARY), classes=2)

    def case(name: str, written: Program, repaired: Program) -> Case:
        return Case(name, written, repaired, NOT_CONFIRMED)

    def other(base: Program, **changes: object) -> Program:
        from dataclasses import replace

        return replace(base, **changes)  # type: ignore[arg-type]

    ten = other(plain, layers=mlp(*RELU, last='Dense(10, activation="softmax")'), classes=10)
    hot = other(ten, targets="one_hot", compiled=compiled(CATEGORICAL))
    return [
        case("the same program", plain, plain),
        case("softmax and from_logits",
             other(plain, compiled=compiled("keras.losses.SparseCategoricalCrossentropy(from_logits=True)")), plain),
        case("Adam 1e-3 for 5e-4", plain, other(plain, compiled=compiled(optimizer=_rate("Adam", 5e-4)))),
        case("Adam 5e-4 for 1e-3", other(plain, compiled=compiled(optimizer=_rate("Adam", 5e-4))), plain),
        case("tanh for relu", other(plain, layers=mlp(*(one.replace("relu", "tanh") for one in RELU))), plain),
        case("batches of 64", plain, other(plain, fit="batch_size=64")),
        case("128 units", plain, other(plain, layers=mlp(*(one.replace("64", "128") for one in RELU)))),
        case("he_normal", plain,
             other(plain, layers=mlp(*(one.replace(")", ', kernel_initializer="he_normal")') for one in RELU)))),
        case("RMSprop", plain, other(plain, compiled=compiled(optimizer='"rmsprop"'))),
        case("dropout of 0.3", other(plain, layers=mlp(RELU[0], "Dropout(0.3)", RELU[1])), plain),
        case("two softmax units for one sigmoid", other(binary, layers=mlp(*RELU, last='Dense(2, activation="softmax")'),
             compiled=compiled()), binary),
        case("one-hot for sparse", hot, ten),
        case("MSE on ten softmax units", other(hot, compiled=compiled('"mse"')), hot),
        case("ten sigmoids and BCE on one-hot", other(hot, layers=mlp(*RELU, last='Dense(10, activation="sigmoid")'),
             compiled=compiled(BINARY)), hot),
        case("MSE on a sigmoid", other(binary, compiled=compiled('"mse"')), binary),
        case("batches of 4 with BatchNormalization", other(plain, layers=mlp(RELU[0], "BatchNormalization()", RELU[1]),
             fit="batch_size=4"), other(plain, layers=mlp(RELU[0], "BatchNormalization()", RELU[1]))),
        case("double softmax", other(ten, layers=(*mlp(*RELU, last='Dense(10, activation="softmax")'), "layers.Softmax()")), ten),
    ]  # fmt: skip


WIDTHS = (24, 32, 48, 64, 96)
SOUND = ("relu", "tanh", "elu", "selu")
OPTIMIZERS = ("keras.optimizers.Adam(0.001)", "keras.optimizers.Adam(0.002)", "keras.optimizers.RMSprop(0.001)",
              "keras.optimizers.Nadam(0.001)", "keras.optimizers.SGD(0.05, momentum=0.9)")  # fmt: skip


def variation(seed: int) -> Case:
    """Return a random program and one harmless change of it."""
    source = random.Random(seed)  # noqa: S311 - nothing here is secret
    depth = source.choice((1, 2, 3))
    choice = {
        "widths": [source.choice(WIDTHS) for _ in range(depth)],
        "activation": source.choice(SOUND),
        "optimizer": source.choice(OPTIMIZERS),
        "batch": source.choice((16, 32, 64)),
        "dropout": source.choice((0.0, 0.1, 0.2)),
        "initializer": source.choice(("glorot_uniform", "he_normal", "lecun_normal")),
        "head": source.choice(("sparse", "one_hot")),
        "classes": source.choice((2, 3, 5)),
    }
    changed = dict(choice)
    name = source.choice(("widths", "activation", "optimizer", "batch", "dropout", "initializer", "head"))
    options = {
        "widths": [[source.choice(WIDTHS) for _ in range(depth)]], "activation": SOUND, "optimizer": OPTIMIZERS,
        "batch": (16, 32, 64), "dropout": (0.0, 0.1, 0.2), "initializer": ("glorot_uniform", "he_normal", "lecun_normal"),
        "head": ("sparse", "one_hot"),
    }  # fmt: skip
    others = [one for one in options[name] if one != choice[name]]
    changed[name] = source.choice(others or [choice[name]])
    return Case(f"variation {seed}: {name} {choice[name]} for {changed[name]}", _made(choice), _made(changed), NOT_CONFIRMED)


def _made(choice: dict[str, object]) -> Program:
    hidden = []
    widths = choice["widths"]
    assert isinstance(widths, list)
    for width in widths:
        hidden.append(f'Dense({width}, activation="{choice["activation"]}", kernel_initializer="{choice["initializer"]}")')
        if choice["dropout"]:
            hidden.append(f"Dropout({choice['dropout']})")
    classes = choice["classes"]
    assert isinstance(classes, int)
    loss = SPARSE if choice["head"] == "sparse" else CATEGORICAL
    return Program(
        mlp(*hidden, last=f'Dense({classes}, activation="softmax")'),
        compiled(loss, str(choice["optimizer"])),
        f"batch_size={choice['batch']}",
        classes,
        str(choice["head"]),
    )
