"""Programs over PIL, OpenCV, scikit-image and scipy."""

from __future__ import annotations

from soundness.draws import array, choice, ints, picture, text
from soundness.programs import Case, case

X = array(shape=(8, 6, 3), kinds=("pixels",))
GRAY = array(shape=(8, 6), kinds=("pixels",))
ANY = array(shape=(8, 6, 3), kinds=("pixels", "unit", "positive"))

PIL = [
    case("p.convert({m})", p=picture(), m=choice("L", "RGB", "RGBA", "1", "HSV")),
    case("p.resize((4, 5))", p=picture()),
    case("p.resize((4, 5))", p=picture(gray=True)),
    case("p.thumbnail((4, 4))\nr = p", p=picture()),
    case("p.crop((0, 0, 3, 3))", p=picture()),
    case("p.rotate(30)", p=picture()),
    case("np.array(p)", p=picture()),
    case("np.asarray(p.convert('L').resize((3, 4))) / 255", p=picture()),
    case("Image.fromarray(x)", x=X),
    case("Image.fromarray(x, 'RGB')", x=X),
    case("ImageOps.{name}(p)", name=text("grayscale", "invert"), p=picture()),
    case("ImageOps.fit(p, (3, 3))", p=picture()),
    case("[p.height, p.width, p.mode]", p=picture()),
    case("[p.format, p.info]", p=picture()),
    case("x.resize((2, 3))\nr = x", x=array(shape=(6,))),
]

CV2 = [
    case(
        "cv2.cvtColor(x, cv2.{c})",
        x=X,
        c=text("COLOR_BGR2RGB", "COLOR_BGR2GRAY", "COLOR_RGB2HSV", "COLOR_BGR2RGBA", "COLOR_BGR2LAB"),
    ),
    case("cv2.cvtColor(x, cv2.COLOR_GRAY2RGB)", x=GRAY),
    case("cv2.resize(x, {s})", x=ANY, s=choice((4, 5), (12, 12))),
    case("cv2.resize(x, (4, 4))", x=array(shape=(8, 6, 1), kinds=("pixels",))),
    case(
        "cv2.resize(x, (12, 12), interpolation=cv2.{m})",
        x=ANY,
        m=text("INTER_AREA", "INTER_NEAREST", "INTER_CUBIC", "INTER_LINEAR", "INTER_LANCZOS4"),
    ),
    case("cv2.flip(x, 1)", x=ANY),
    case("cv2.rotate(x, cv2.ROTATE_90_CLOCKWISE)", x=X),
    case("cv2.GaussianBlur(x, (3, 3), 0)", x=ANY),
    case("cv2.medianBlur(x, 3)", x=X),
    case("cv2.blur(x, (3, 3))", x=ANY),
    case("cv2.equalizeHist(x)", x=GRAY),
    case("cv2.normalize(x, None, 0, 1, cv2.NORM_MINMAX)", x=ANY),
]

OTHER = [
    case("skimage.transform.resize(x, (4, 4))", x=ANY),
    case("skimage.transform.resize(x, (4, 4, 3), preserve_range={k})", x=ANY, k=choice(True, False)),
    case("skimage.color.rgb2gray(x)", x=array(shape=(8, 6, 3), kinds=("pixels", "unit"))),
    *(
        case(f"skimage.{name}(x)", x=array(shape=(8, 6), kinds=("pixels", "unit")))
        for name in ("img_as_float", "img_as_float32", "util.img_as_float")
    ),
    case("scipy.special.{name}(x)", name=text("expit", "softmax"), x=array(rank=2, kinds=("signed", "unit"))),
    case("scipy.stats.zscore(x)", x=array(shape=(4, 3))),
    *(
        case(f"scipy.ndimage.{name}(x, {{v}})", x=array(shape=(8, 6), kinds=("unit",)), v=ints(1, 2))
        for name in ("shift", "zoom", "gaussian_filter", "rotate")
    ),
]

CASES: list[Case] = [*PIL, *CV2, *OTHER]
