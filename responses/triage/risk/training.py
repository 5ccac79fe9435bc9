from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline

from responses.triage.risk.learned import LearnedPart, RiskModel, letters_of, words_of

NEEDED = 300
"""Texts of danger. From fewer, a model learns their stories, not how danger sounds."""
FOUND_OF_100 = 98
MOST_RAISED_IN_VAIN = 0.5
"""A model that raises more of the harmless texts puts nothing in order."""
SEEN_IN = 5
"""Terms in fewer texts are not learned, so that no text leaves its own words in the model."""
FOLDS, SEED = 5, 20_261_127


class UntrainableError(Exception):
    """The texts make no model."""


@dataclass(frozen=True, kw_only=True)
class Trained:
    """Shares raised when each text is left out of training: `raised_in_vain` of harmless texts,
    `found` of dangerous ones."""

    model: RiskModel
    texts: int
    of_danger: int
    found: float
    raised_in_vain: float


def train(texts: Sequence[str], tells_of_danger: Sequence[bool]) -> Trained:
    """Logistic regression on TF-IDF of letters and words, both kinds of text weighing alike, with
    Platt's curve over texts left out. Raises UntrainableError."""
    danger = np.array(tells_of_danger, dtype=bool)
    of_danger = int(danger.sum())
    if of_danger < NEEDED or len(texts) - of_danger < NEEDED:
        message = (
            f"{of_danger} texts of danger and {len(texts) - of_danger} others have been judged; "
            f"{NEEDED} of each are needed."
        )
        raise UntrainableError(message)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    left_out = cross_val_predict(
        _calibrated(), texts, danger, cv=folds, method="predict_proba"
    )[:, 1]  # fmt: skip
    raises_from = threshold(left_out[danger])
    in_vain = float((left_out[~danger] >= raises_from).mean())
    if in_vain > MOST_RAISED_IN_VAIN:
        message = f"To find {FOUND_OF_100} of 100 it would raise {in_vain:.0%} of harmless texts."
        raise UntrainableError(message)
    return Trained(
        model=_model(_calibrated().fit(texts, danger), raises_from),
        texts=len(texts),
        of_danger=of_danger,
        found=float((left_out[danger] >= raises_from).mean()),
        raised_in_vain=in_vain,
    )


def threshold(chances: Iterable[float]) -> float:
    """Reached by at least 98 of 100 texts of danger."""
    falling = sorted(map(float, chances), reverse=True)
    return falling[ceil(len(falling) * FOUND_OF_100 / 100) - 1]


def _calibrated() -> CalibratedClassifierCV:
    parts = FeatureUnion([("letters", _terms(letters_of)), ("words", _terms(words_of))])
    regression = LogisticRegression(class_weight="balanced", C=10.0, max_iter=1_000)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    return CalibratedClassifierCV(
        make_pipeline(parts, regression), method="sigmoid", cv=folds, ensemble=False
    )


def _terms(analyzer: Callable[[str], Iterable[str]]) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer=analyzer, min_df=SEEN_IN, sublinear_tf=True)


def _model(fitted: CalibratedClassifierCV, raises_from: float) -> RiskModel:
    (one,) = fitted.calibrated_classifiers_
    pipeline: Pipeline = one.estimator
    regression = pipeline[-1]
    weights = regression.coef_[0]
    vectorizers = dict(pipeline[0].transformer_list)
    first = len(vectorizers["letters"].vocabulary_)
    (curve,) = one.calibrators
    return RiskModel(
        letters=_part(vectorizers["letters"], weights[:first]),
        words=_part(vectorizers["words"], weights[first:]),
        intercept=float(regression.intercept_[0]),
        slope=float(curve.a_),
        offset=float(curve.b_),
        raises_from=raises_from,
    )


def _part(vectorizer: TfidfVectorizer, weights: np.ndarray) -> LearnedPart:
    places = vectorizer.vocabulary_.items()
    return LearnedPart(
        seldom={term: float(vectorizer.idf_[place]) for term, place in places},
        weight={term: float(weights[place]) for term, place in places},
    )
