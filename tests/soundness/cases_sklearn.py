"""Programs over scikit-learn."""

from __future__ import annotations

from soundness.draws import array, choice, ints, labels, text, words
from soundness.programs import Case, case

TABLE = array(shape=(6, 3), kinds=("pixels", "whole", "unit", "signed", "wide"))
OTHER = array(shape=(4, 3), kinds=("wide", "signed"))
FLOATS = array(shape=(6, 3), kinds=("unit", "signed"))
ROWS = text("n_samples={n}")

LOADERS = ("load_iris", "load_wine", "load_breast_cancer", "load_digits", "load_diabetes", "load_linnerud")
DATASETS = [
    *(case(f"sklearn.datasets.{name}()") for name in LOADERS),
    *(case(f"sklearn.datasets.{name}(return_X_y=True)") for name in LOADERS),
    *(case(f"sklearn.datasets.{name}(as_frame=True)") for name in LOADERS if name != "load_linnerud"),
    case("sklearn.datasets.load_digits(n_class=5)"),
    case("sklearn.datasets.load_diabetes(scaled=False)"),
    case("d = sklearn.datasets.load_iris()\nr = [d.data, d['target'], len(d.target_names), d.data.shape]"),
    case("sklearn.datasets.make_classification(n_samples={n})", n=ints(20, 40)),
    case("sklearn.datasets.make_classification({n}, 12, n_informative=6, n_classes={k})", n=ints(40, 60), k=ints(2, 4)),
    case("sklearn.datasets.make_blobs({n})", n=ints(5, 20)),
    case("sklearn.datasets.make_blobs(n_samples=[4, 5])"),
    case("sklearn.datasets.make_blobs(20, centers={c}, n_features=3)", c=choice(1, 2, 4, None)),
    case("sklearn.datasets.make_blobs(20, centers={c})", c=choice([[0, 0], [1, 1]], [[0, 0, 1]])),
    case("sklearn.datasets.make_blobs(20, centers=x)", x=array(shape=(3, 2), kinds=("signed",))),
    *(
        case(f"sklearn.datasets.{name}({{n}}, noise={{noise}})", n=ints(5, 20), noise=choice(None, 0.1))
        for name in ("make_moons", "make_circles")
    ),
    case("sklearn.datasets.make_moons()"),
    case("sklearn.datasets.make_moons(n_samples=(4, 6))"),
    case("sklearn.datasets.make_regression(n_samples={n}, n_features=4, n_targets={t})", n=ints(5, 20), t=ints(1, 3)),
    case("sklearn.datasets.make_regression()"),
    *(case(f"sklearn.datasets.make_friedman{number}({{n}})", n=ints(5, 20)) for number in (1, 2, 3)),
    *(case(f"sklearn.datasets.{name}({{n}})", n=ints(5, 20)) for name in ("make_swiss_roll", "make_s_curve")),
    case("sklearn.datasets.make_multilabel_classification({n}, n_classes=4)", n=ints(5, 20)),
    case("sklearn.datasets.make_gaussian_quantiles(n_samples={n}, n_classes={k})", n=ints(20, 40), k=ints(2, 4)),
]

SPLITS = [
    case(
        "sklearn.model_selection.train_test_split(x, y, test_size={size})",
        x=TABLE,
        y=labels(),
        size=choice(0.2, 0.33, 2, 0.5, None),
    ),
    case("sklearn.model_selection.train_test_split(x, train_size={size})", x=TABLE, size=choice(0.5, 3)),
    case(
        "sklearn.model_selection.train_test_split(x, test_size=0.2, train_size=0.6, shuffle={s})", x=TABLE, s=choice(True, False)
    ),
    case(
        "a, b = sklearn.model_selection.train_test_split(x)\nc, d = sklearn.model_selection.train_test_split(b, test_size=1)\nr = [a, c, d]",
        x=TABLE,
    ),
    *(
        case(
            f"k = sklearn.model_selection.{name}({{n}})\nfor a, b in k.split(x, y):\n    r = [a, b, x[a], y[b], k.get_n_splits()]",
            n=choice(2, 3),
            x=TABLE,
            y=labels(classes=2),
        )
        for name in ("KFold", "ShuffleSplit", "TimeSeriesSplit")
    ),
    case(
        "k = sklearn.model_selection.KFold(n_splits=2, shuffle=True)\nfor i, (a, b) in enumerate(k.split(x)):\n    r = [a, x[b]]",
        x=TABLE,
    ),
    case(
        "k = sklearn.model_selection.StratifiedKFold(2)\nfor a, b in k.split(x, y):\n    r = [a, b]\nr = k.get_n_splits(x, y)",
        x=array(shape=(20, 2)),
        y=labels(classes=2, rows=20),
    ),
    case("k = sklearn.model_selection.LeaveOneOut()\nfor a, b in k.split(x):\n    r = [a, x[b]]\nr = k.get_n_splits(x)", x=TABLE),
    *(
        case(f"k = sklearn.model_selection.{name}(n_splits=2)\nr = k.get_n_splits()")
        for name in ("StratifiedShuffleSplit", "GroupKFold")
    ),
    case(
        "k = sklearn.model_selection.StratifiedShuffleSplit(n_splits=2)\nfor a, b in k.split(x, y):\n    r = [a, x[b]]",
        x=array(shape=(20, 2)),
        y=labels(classes=2, rows=20),
    ),
    case(
        "k = sklearn.model_selection.GroupKFold(n_splits=2)\nfor a, b in k.split(x, groups=y):\n    r = [a, x[b]]",
        x=TABLE,
        y=labels(),
    ),
    *(
        case(
            f"k = sklearn.model_selection.{name}(n_splits=2, n_repeats=2)\nfor a, b in k.split(x, y):\n    r = [a, x[b]]\nr = k.get_n_splits(x, y)",
            x=array(shape=(20, 2)),
            y=labels(classes=2, rows=20),
        )
        for name in ("RepeatedKFold", "RepeatedStratifiedKFold")
    ),
    case("sklearn.utils.shuffle(x, y)", x=TABLE, y=labels()),
    case("sklearn.utils.{name}(x)", name=text("shuffle", "resample"), x=TABLE),
    case("sklearn.utils.{name}(x, n_samples=2)", name=text("shuffle", "resample"), x=TABLE),
]

SCALERS = (
    "StandardScaler",
    "MinMaxScaler",
    "MaxAbsScaler",
    "RobustScaler",
    "Normalizer",
    "QuantileTransformer",
    "Binarizer",
    "PolynomialFeatures",
)
INVERTIBLE = ("StandardScaler", "MinMaxScaler", "MaxAbsScaler", "RobustScaler")
TRANSFORMS = [
    *(case(f"sklearn.preprocessing.{name}().fit_transform(x)", x=TABLE) for name in SCALERS),
    *(
        case(f"s = sklearn.preprocessing.{name}()\ns.fit(x)\nr = [s.transform(x), s.transform(z)]", x=TABLE, z=OTHER)
        for name in SCALERS
    ),
    *(
        case(f"s = sklearn.preprocessing.{name}()\nv = s.fit_transform(x)\nr = s.inverse_transform(v)", x=TABLE)
        for name in INVERTIBLE
    ),
    case("s = sklearn.preprocessing.PowerTransformer()\nr = s.fit_transform(x)", x=FLOATS),
    case("s = sklearn.preprocessing.PowerTransformer()\ns.fit(x)\nv = s.transform(x)\nr = s.inverse_transform(v)", x=FLOATS),
    case(
        "s = sklearn.preprocessing.QuantileTransformer(n_quantiles=4)\ns.fit(x)\nr = s.inverse_transform(s.transform(x))",
        x=FLOATS,
    ),
    case(
        "s = sklearn.preprocessing.MinMaxScaler(feature_range={range})\nr = s.fit_transform(x)",
        range=choice((-1, 1), (0, 10)),
        x=TABLE,
    ),
    case("s = sklearn.preprocessing.MinMaxScaler(clip=True).fit(x)\nr = s.transform(z)", x=TABLE, z=OTHER),
    case(
        "s = sklearn.preprocessing.QuantileTransformer(n_quantiles=3, output_distribution='normal')\nr = s.fit_transform(x)",
        x=TABLE,
    ),
    case(
        "s = sklearn.preprocessing.StandardScaler()\ns.partial_fit(x)\nr = [s.transform(x), s.mean_, s.scale_, s.var_]", x=TABLE
    ),
    case(
        "s = sklearn.preprocessing.MinMaxScaler()\ns.partial_fit(x)\nr = [s.data_min_, s.data_max_, s.scale_, s.min_, s.data_range_]",
        x=TABLE,
    ),
    case("s = sklearn.preprocessing.MaxAbsScaler()\ns.partial_fit(x)\nr = s.transform(x)", x=TABLE),
    case("s = sklearn.preprocessing.KBinsDiscretizer(2, encode='ordinal')\nr = s.fit_transform(x)", x=FLOATS),
    case(
        "s = sklearn.preprocessing.KBinsDiscretizer(2, encode='ordinal')\ns.fit(x)\nr = s.inverse_transform(s.transform(x))",
        x=FLOATS,
    ),
    *(
        case(f"s = sklearn.impute.{name}()\ns.fit(x)\nr = [s.transform(x), s.fit_transform(x)]", x=TABLE)
        for name in ("SimpleImputer", "KNNImputer")
    ),
    *(
        case(f"s = sklearn.decomposition.{name}(2)\ns.fit(x)\nr = [s.transform(x), s.fit_transform(x)]", x=FLOATS)
        for name in ("PCA", "TruncatedSVD")
    ),
    case(
        "s = sklearn.decomposition.PCA(n_components={n})\nr = [s.fit_transform(x), s.explained_variance_ratio_, s.components_, s.mean_]",
        n=choice(None, 1, 0.9),
        x=FLOATS,
    ),
    case(
        "s = sklearn.feature_selection.SelectKBest(k=2)\ns.fit(x, y)\nr = [s.transform(x), s.fit_transform(x, y), s.inverse_transform(s.transform(x))]",
        x=FLOATS,
        y=labels(),
    ),
    case(
        "s = sklearn.feature_selection.VarianceThreshold()\ns.fit(x)\nr = [s.transform(x), s.fit_transform(x), s.inverse_transform(s.transform(x))]",
        x=FLOATS,
    ),
    case(
        "p = sklearn.pipeline.Pipeline([('a', sklearn.preprocessing.StandardScaler()), ('b', sklearn.preprocessing.MinMaxScaler())])\n"
        "r = [p.fit_transform(x), p.fit(x).transform(z)]",
        x=TABLE,
        z=OTHER,
    ),
    case(
        "p = sklearn.pipeline.make_pipeline(sklearn.impute.SimpleImputer(), sklearn.preprocessing.MaxAbsScaler())\nr = p.fit_transform(x)",
        x=TABLE,
    ),
    case(
        "p = sklearn.compose.ColumnTransformer([('a', sklearn.preprocessing.MinMaxScaler(), [0])], remainder='passthrough')\n"
        "r = [p.fit_transform(x), p.fit(x).transform(z)]",
        x=TABLE,
        z=OTHER,
    ),
    case(
        "p = sklearn.compose.make_column_transformer((sklearn.preprocessing.MinMaxScaler(), [0]))\nr = p.fit_transform(x)",
        x=TABLE,
    ),
    case("p = sklearn.pipeline.FeatureUnion([('a', sklearn.preprocessing.MinMaxScaler())])\nr = p.fit_transform(x)", x=TABLE),
    *(
        case(f"sklearn.preprocessing.{name}(x)", x=TABLE)
        for name in ("scale", "normalize", "minmax_scale", "maxabs_scale", "robust_scale")
    ),
    case("sklearn.preprocessing.normalize(x, norm={norm})", norm=choice("l1", "max"), x=TABLE),
    case("sklearn.utils.check_array(x)", x=TABLE),
]

CODES = [
    case(
        "e = sklearn.preprocessing.LabelEncoder()\nr = [e.fit_transform(y), len(e.classes_), e.classes_, e.inverse_transform(e.transform(y))]",
        y=words(),
    ),
    case("e = sklearn.preprocessing.LabelEncoder()\nr = [e.fit(y).transform(y), e.classes_]", y=labels()),
    case(
        "e = sklearn.preprocessing.LabelEncoder()\nr = [e.fit_transform({y}), e.classes_]",
        y=text("['a', 'b', 'a']", "[3, 1, 3]", "[0, 1, 2]"),
    ),
    case(
        "e = sklearn.preprocessing.LabelBinarizer()\nr = [e.fit_transform(y), e.classes_, e.inverse_transform(e.transform(y))]",
        y=labels(classes=2),
    ),
    case("e = sklearn.preprocessing.LabelBinarizer()\nr = [e.fit(y).transform(y), e.classes_]", y=labels(classes=4)),
    case(
        "e = sklearn.preprocessing.LabelBinarizer()\nr = e.fit_transform({y})",
        y=text("['a', 'b', 'c']", "['a', 'b']", "[0, 1, 2, 3]"),
    ),
    case("e = sklearn.preprocessing.LabelBinarizer(neg_label=-1)\nr = e.fit_transform({y})", y=text("['a', 'b', 'c']", "[0, 1]")),
    case(
        "e = sklearn.preprocessing.OneHotEncoder(sparse_output={s})\nr = [e.fit_transform(y), e.transform(y)]",
        s=choice(True, False),
        y=labels(column=True),
    ),
    case(
        "e = sklearn.preprocessing.OneHotEncoder()\nv = e.fit_transform(y).toarray()\nr = [v, e.inverse_transform(v)]",
        y=labels(column=True),
    ),
    case(
        "e = sklearn.preprocessing.OneHotEncoder(drop='first')\nr = e.fit(x).transform(x).toarray()",
        x=array(shape=(6, 2), kinds=("small",)),
    ),
    case(
        "e = sklearn.preprocessing.OneHotEncoder()\nr = e.fit_transform({y})",
        y=text("[['a'], ['b'], ['a']]", "np.array([0, 1, 2]).reshape(-1, 1)"),
    ),
    case(
        "e = sklearn.preprocessing.OrdinalEncoder()\nr = [e.fit_transform(x), e.fit(x).transform(x), e.inverse_transform(e.transform(x))]",
        x=array(shape=(6, 2), kinds=("small",)),
    ),
    case(
        "e = sklearn.preprocessing.MultiLabelBinarizer()\nr = [e.fit_transform([[1, 2], [1]]), e.fit([[1]]).transform([[1]]), e.classes_]"
    ),
    case("e = sklearn.preprocessing.MultiLabelBinarizer()\nr = e.inverse_transform(e.fit_transform([[1, 2], [1]]))"),
    case("sklearn.preprocessing.label_binarize(y, classes={c})", y=labels(classes=2), c=choice([0, 1], [0, 1, 2])),
    case("sklearn.utils.class_weight.compute_class_weight('balanced', classes=np.unique(y), y=y)", y=labels()),
    case("sklearn.utils.class_weight.compute_sample_weight('balanced', y)", y=labels()),
    case("e = sklearn.preprocessing.OneHotEncoder()\nr = e.fit_transform(y).todense()", y=labels(column=True)),
]

METRICS = [
    *(case(f"sklearn.metrics.{name}(y, y)", y=labels(classes=2)) for name in (
        "accuracy_score", "balanced_accuracy_score", "precision_score", "recall_score", "f1_score", "confusion_matrix", "classification_report",
        "mean_squared_error", "mean_absolute_error", "r2_score", "roc_auc_score", "average_precision_score", "log_loss", "roc_curve",
        "precision_recall_curve", "cohen_kappa_score", "matthews_corrcoef", "jaccard_score", "hamming_loss", "explained_variance_score",
        "max_error", "multilabel_confusion_matrix", "zero_one_loss", "median_absolute_error", "mean_squared_log_error",
        "mean_absolute_percentage_error", "root_mean_squared_error", "top_k_accuracy_score",
    )),
    case("sklearn.metrics.fbeta_score(y, y, beta=1)", y=labels(classes=2)),
]  # fmt: skip

RESAMPLED = [
    *(case(f"imblearn.{name}().fit_resample(x, y)", x=array(shape=(60, 3), kinds=("unit", "wide")), y=labels(rows=60, classes=2)) for name in (
        "over_sampling.SMOTE", "over_sampling.BorderlineSMOTE", "over_sampling.SVMSMOTE", "over_sampling.ADASYN", "over_sampling.RandomOverSampler",
        "under_sampling.RandomUnderSampler", "under_sampling.NearMiss", "under_sampling.TomekLinks", "combine.SMOTEENN", "combine.SMOTETomek",
    )),
]  # fmt: skip

CASES: list[Case] = [*DATASETS, *SPLITS, *TRANSFORMS, *CODES, *METRICS, *RESAMPLED]
