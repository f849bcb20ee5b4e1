"""Programs that read files: what readers promise must hold for what they read."""

from __future__ import annotations

from soundness.draws import array, choice, labels, text, words
from soundness.programs import Case, case

TABLES = [
    case("pd.read_csv('{folder}/table.csv')"),
    case("pd.read_csv('{folder}/table.csv', usecols={c})", c=choice(["a"], ["a", "b"])),
    case("pd.read_csv('{folder}/table.csv', names={c}, header=0)", c=choice(["p", "q", "r"])),
    case("pd.read_json('{folder}/table.json')"),
    case("pd.read_pickle('{folder}/table.pkl')"),
    case("pd.read_table('{folder}/table.csv', sep=',')"),
    case("pd.read_fwf('{folder}/table.csv')"),
    case("d = pd.read_csv('{folder}/table.csv')\nr = [d['a'], d[['a', 'b']].values, d.drop('c', axis=1).to_numpy()]"),
    case("np.load('{folder}/one.npy')"),
    case("d = np.load('{folder}/two.npz')\nr = [d['x'], d['y']]"),
    case("np.{name}('{folder}/numbers.txt')", name=text("loadtxt", "genfromtxt")),
    case("np.fromfile('{folder}/one.npy', dtype='uint8')"),
    case("np.memmap('{folder}/one.npy', dtype='uint8', mode='r')"),
    case("np.frombuffer(bytes(4), dtype='uint8')"),
    case("np.fromstring('1 2', sep=' ')"),
    case("np.save('{folder}/new.npy', x)\nr = 1", x=array()),
    case("np.{name}('{folder}/new.npz', x)\nr = 1", name=text("savez", "savez_compressed"), x=array()),
    case("np.savetxt('{folder}/new.txt', [1])\nnp.set_printoptions(precision=3)\nnp.seterr(all='ignore')\nr = 1"),
]

IMAGES = [
    case(
        "p = Image.open('{folder}/one.{k}')\nr = [p, np.array(p), np.array(p.convert('RGB').resize((4, 5)))]",
        k=text("jpg", "png"),
    ),
    case("cv2.imread('{folder}/one.{k}')", k=text("jpg", "png")),
    case(
        "cv2.imread('{folder}/one.jpg', {f})",
        f=text("0", "1", "-1", "cv2.IMREAD_GRAYSCALE", "cv2.IMREAD_COLOR", "cv2.IMREAD_UNCHANGED"),
    ),
    case("cv2.imdecode(np.fromfile('{folder}/one.jpg', dtype='uint8'), 1)"),
    case("plt.imread('{folder}/one.{k}')", k=text("jpg", "png")),
    case("mpimg.imread('{folder}/one.png')"),
    case("imageio.{name}('{folder}/one.{k}')", name=text("imread", "v2.imread", "v3.imread"), k=text("jpg", "png")),
    case("skimage.io.imread('{folder}/one.{k}')", k=text("jpg", "png")),
]

TENSORS = [
    case("b = tf.io.read_file('{folder}/one.png')\nr = tf.io.decode_{name}(b, channels=3)", name=text("png", "image", "jpeg")),
    case("b = tf.io.read_file('{folder}/one.gif')\nr = tf.{m}.decode_gif(b)", m=text("io", "image")),
    case("b = tf.io.read_file('{folder}/one.bmp')\nr = tf.{m}.decode_bmp(b)", m=text("io", "image")),
    case("tf.data.Dataset.list_files('{folder}/images/*/*')"),
    case("tf.data.Dataset.list_files('{folder}/images/*/*', shuffle=False)"),
    case("tf.data.TextLineDataset('{folder}/table.csv')"),
    case(
        "d = tf.data.{name}\nr = 1",
        name=text(
            "TFRecordDataset('{folder}/none')",
            "FixedLengthRecordDataset('{folder}/one.npy', 2)",
            "experimental.make_csv_dataset('{folder}/table.csv', 2)",
            "experimental.CsvDataset('{folder}/table.csv', [1.0])",
        ),
    ),
    case(
        "def load(path):\n    v = tf.io.decode_png(tf.io.read_file(path), channels=3)\n    return tf.image.resize(v, (4, 4)) / 255.0\n"
        "r = tf.data.Dataset.list_files('{folder}/images/*/*').map(load).batch(2)"
    ),
]

FOLDERS = [
    case(
        "keras.utils.image_dataset_from_directory('{folder}/images', batch_size=3, image_size={s}, verbose=False)",
        s=choice((4, 4), (8, 5)),
    ),
    case("keras.utils.image_dataset_from_directory('{folder}/images', verbose=False)"),
    case(
        "keras.utils.image_dataset_from_directory('{folder}/images', label_mode={m}, verbose=False)",
        m=choice("int", "binary", "categorical", None),
    ),
    case("keras.utils.image_dataset_from_directory('{folder}/images', labels=None, batch_size=None, verbose=False)"),
    case(
        "keras.utils.image_dataset_from_directory('{folder}/images', class_names=['dogs', 'cats'], label_mode='categorical', color_mode={c}, verbose=False)",
        c=choice("grayscale", "rgb", "rgba"),
    ),
    case(
        "keras.utils.image_dataset_from_directory('{folder}/images', validation_split=0.2, subset={s}, seed=1, verbose=False)",
        s=choice("training", "validation", "both"),
    ),
    case(
        "keras.utils.image_dataset_from_directory('{folder}/images', interpolation={i}, image_size=(20, 20), verbose=False)",
        i=choice("bilinear", "nearest", "bicubic", "area", "lanczos3"),
    ),
    case(
        "d = keras.utils.image_dataset_from_directory('{folder}/images', verbose=False)\nr = [d.class_names, len(d.class_names), d.file_paths]"
    ),
    case(
        "d = keras.utils.image_dataset_from_directory('{folder}/images', verbose=False)\nr = d.map(lambda x, y: (x / 255., y)).prefetch(1)"
    ),
    case(
        "keras.utils.text_dataset_from_directory('{folder}/texts', batch_size=2, label_mode={m}, verbose=False)",
        m=choice("int", "binary", None),
    ),
    case("keras.utils.audio_dataset_from_directory('{folder}/sounds', output_sequence_length=50, batch_size=2, verbose=False)"),
    case("keras.utils.load_img('{folder}/one.png')"),
    case("keras.utils.load_img('{folder}/one.png', target_size=(4, 6), color_mode={c})", c=choice("rgb", "grayscale", "rgba")),
    case("r = keras.utils.img_to_array(keras.utils.load_img('{folder}/one.png', target_size=(4, 6)))"),
    case("keras.utils.save_img('{folder}/new.png', x)\nr = 1", x=array(shape=(4, 4, 3), kinds=("pixels",))),
    case("keras.preprocessing.image.smart_resize(keras.utils.img_to_array(keras.utils.load_img('{folder}/one.png')), (4, 4))"),
]

GENERATOR = "legacy_image.ImageDataGenerator"
OPTIONS = text("", "rescale=1/255", "rescale=1./127.5, horizontal_flip=True", "rotation_range=20, zoom_range=0.2, width_shift_range=0.1, shear_range=0.1",
               "samplewise_center=True", "featurewise_center=True", "preprocessing_function=lambda v: v / 2", "brightness_range=(0.5, 1.5)",
               "channel_shift_range=20.0, rescale=1/255", "height_shift_range=0.3, fill_mode='constant', cval=0.0", "validation_split=0.2",
               "rotation_range=90, fill_mode='constant', cval=7.0", "vertical_flip=True, samplewise_std_normalization=True", "dtype='float16'")  # fmt: skip
TAKE = "r = [b for i, b in zip(range(2), d)][0]"
GENERATORS = [
    case(
        f"g = {GENERATOR}({{o}})\nd = g.flow(x, y, batch_size=2)\nr = next(d)",
        o=OPTIONS,
        x=array(shape=(4, 8, 8, 3), kinds=("pixels", "unit")),
        y=labels(rows=4),
    ),
    case(
        f"g = {GENERATOR}({{o}})\nd = g.flow(x, batch_size=2, shuffle=False)\nr = next(d)",
        o=OPTIONS,
        x=array(shape=(4, 8, 8, 1), kinds=("pixels", "unit")),
    ),
    case(
        f"g = {GENERATOR}({{o}})\nd = g.flow_from_directory('{{folder}}/images', target_size=(6, 6), class_mode={{m}}, batch_size=4)\nr = next(d)",
        o=OPTIONS,
        m=choice("categorical", "binary", "sparse", "input", None),
    ),
    case(
        f"g = {GENERATOR}(validation_split=0.2)\nd = g.flow_from_directory('{{folder}}/images', subset={{s}}, color_mode='grayscale')\nr = next(d)",
        s=choice("training", "validation"),
    ),
    case(
        f"g = {GENERATOR}()\nd = g.flow_from_directory('{{folder}}/images', classes=['cats', 'dogs'])\n"
        "r = [next(d), d.samples, d.class_indices, d.classes, d.n, d.filenames, d.batch_size, d.labels]"
    ),
    case(
        f"f = pd.read_csv('{{folder}}/names.csv')\ng = {GENERATOR}()\nd = g.flow_from_dataframe(f, '{{folder}}/images', class_mode={{m}}, target_size=(5, 5))\n"
        "r = next(d)",
        m=choice("categorical", "binary", "sparse", None),
    ),
    case(
        f"f = pd.read_csv('{{folder}}/names.csv')\ng = {GENERATOR}()\n"
        "d = g.flow_from_dataframe(f, '{folder}/images', y_col='target', class_mode='raw')\nd.reset()\nd.on_epoch_end()\nr = next(d)"
    ),
    case(
        f"g = {GENERATOR}(featurewise_center=True)\ng.fit(x)\nr = next(g.flow(x))", x=array(shape=(4, 8, 8, 3), kinds=("unit",))
    ),
    *(
        case(
            f"g = {GENERATOR}(rotation_range=9, rescale=0.5)\nr = g.{name}(x.copy())",
            x=array(shape=(8, 8, 3), kinds=("positive",)),
        )
        for name in ("random_transform", "standardize")
    ),
    case(
        f"g = {GENERATOR}(rotation_range=9)\nr = g.apply_transform(x, {{'theta': 10}})".replace("{{", "{").replace("}}", "}"),
        x=array(shape=(8, 8, 3), kinds=("positive",)),
    ),
    *(
        case(
            f"legacy_image.random_{name}(x, {arguments}, row_axis=0, col_axis=1, channel_axis=2)",
            x=array(shape=(8, 8, 3), kinds=("unit",)),
        )
        for name, arguments in (("rotation", "20"), ("shift", "0.1, 0.1"), ("zoom", "(0.9, 1.1)"))
    ),
    case("legacy_image.random_brightness(x, (0.5, 1.5))", x=array(shape=(8, 8, 3), kinds=("unit",))),
    case("legacy_image.random_channel_shift(x, 0.2, 2)", x=array(shape=(8, 8, 3), kinds=("unit",))),
]

TEXTS = [
    case(
        "t = legacy_text.Tokenizer({o})\nt.fit_on_texts(x)\nr = [t.texts_to_sequences(x), t.texts_to_matrix(x), len(t.word_index), t.index_word, t.word_counts, t.document_count]",
        o=text("", "num_words=3", "num_words=2, oov_token='?'"),
        x=words(),
    ),
    case(
        "t = legacy_text.Tokenizer(num_words=5)\nt.fit_on_texts(x)\nr = t.texts_to_matrix(x, mode={m})",
        m=choice("count", "tfidf", "freq", "binary"),
        x=words(),
    ),
    case("t = legacy_text.Tokenizer(num_words=9)\nt.fit_on_sequences([[1, 2]])\nr = t.sequences_to_matrix([[1, 2]])"),
    case("t = legacy_text.Tokenizer()\nt.fit_on_texts(x)\nr = list(t.texts_to_sequences_generator(x))", x=words()),
    case(
        "t = legacy_text.Tokenizer(num_words=9)\nt.fit_on_texts(x)\nr = keras.utils.pad_sequences(t.texts_to_sequences(x), maxlen=4)",
        x=words(),
    ),
    case("legacy_text.{name}('a b c a', 9)", name=text("one_hot", "hashing_trick")),
    case("legacy_text.text_to_word_sequence('a b')"),
    case(
        "g = legacy_sequence.TimeseriesGenerator(x, y, length=3, batch_size=2)\nr = g[0]",
        x=array(shape=(8, 2)),
        y=array(shape=(8,)),
    ),
]

PLAIN: list[Case] = [*TABLES, *IMAGES]
KERAS: list[Case] = [*TENSORS, *FOLDERS, *GENERATORS, *TEXTS]
