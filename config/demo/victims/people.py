"""Victims of one force: who they truly are, drawn in columns. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from config.demo import assumptions as assumed
from config.demo.facts import ETHNIC_GROUPS, Facts, ForceFacts

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
NATION_DISABLED = 0.175


@dataclass(frozen=True, kw_only=True)
class People:
    """One entry a victim. `ethnicity` indexes Facts.ethnicities, `ethnic_group` ETHNIC_GROUPS."""

    is_female: Flags
    age: Ints
    ethnicity: Ints
    ethnic_group: Ints
    is_disabled: Flags
    language: list[str]


def draw(
    rng: np.random.Generator, *, kinds: Sequence[str], force: ForceFacts, facts: Facts
) -> People:
    number = len(kinds)
    age = _ages(rng, kinds, force)
    ethnicity = rng.choice(len(facts.ethnicities), size=number, p=_ethnic_shares(force, facts))
    groups = np.array([ETHNIC_GROUPS.index(of.group) for of in facts.ethnicities])
    return People(
        is_female=rng.random(number) < _female_shares(kinds, force),
        age=age,
        ethnicity=ethnicity,
        ethnic_group=groups[ethnicity],
        is_disabled=rng.random(number) < _disabled_shares(age, force),
        language=_languages(rng, number, force),
    )


def by_kind(kinds: Sequence[str], table: Mapping[str, float], otherwise: float = 0.0) -> Floats:
    return np.array([table.get(kind, otherwise) for kind in kinds])


def _ages(rng: np.random.Generator, kinds: Sequence[str], force: ForceFacts) -> Ints:
    number = len(kinds)
    younger, working_age, older = force.broad_ages
    tilt = [working_age] * 5 + [older] * 2
    shares = np.array(assumed.ADULT_AGE_SHARES) * tilt
    bands = np.array(assumed.ADULT_AGES)
    band = bands[rng.choice(len(bands), size=number, p=shares / shares.sum())]
    adult = rng.integers(band[:, 0], band[:, 1] + 1)
    under_18 = by_kind(kinds, assumed.UNDER_18, assumed.UNDER_18_ELSEWHERE) * younger
    child = rng.integers(8, 18, size=number)
    return np.where(rng.random(number) < under_18, child, adult)


def _female_shares(kinds: Sequence[str], force: ForceFacts) -> Floats:
    """By crime, moved by as much as the force's residents differ from half and half."""
    return np.clip(by_kind(kinds, assumed.FEMALE, 0.48) + force.female - 0.51, 0.02, 0.98)


def _ethnic_shares(force: ForceFacts, facts: Facts) -> Floats:
    tilt = [1.0 if group == "white" else assumed.MINORITY_TILT for group in ETHNIC_GROUPS]
    groups = dict(zip(ETHNIC_GROUPS, force.ethnic_groups * tilt, strict=True))
    crude = np.array([groups[of.group] * of.share_of_group for of in facts.ethnicities])
    shares: Floats = crude / crude.sum()
    return shares


def _disabled_shares(age: Ints, force: ForceFacts) -> Floats:
    first_ages = [band[0] for band in assumed.ADULT_AGES]
    band = np.clip(np.searchsorted(first_ages, age, side="right") - 1, 0, None)
    shares = np.array(assumed.DISABLED_BY_AGE)[band] * force.disabled / NATION_DISABLED
    return np.clip(shares, 0, 0.9)


def _languages(rng: np.random.Generator, number: int, force: ForceFacts) -> list[str]:
    languages = np.full(number, "en", dtype=object)
    other = rng.random(number) < assumed.OTHER_LANGUAGE
    languages[other] = rng.choice(assumed.OTHER_LANGUAGES, size=int(other.sum()))
    welsh = rng.random(number) < assumed.WELSH_PREFERRED.get(force.code, 0.0)
    languages[welsh] = "cy"
    return list(languages)
