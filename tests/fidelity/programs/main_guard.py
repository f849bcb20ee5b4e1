"""Everything happens behind the guard."""

import argparse

import keras

EPOCHS = 3


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    return parser.parse_args()


def main():
    args = parse()
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, activation="softmax")])
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model, args.epochs


if __name__ == "__main__":
    main()
