"""Made-up quarters of forces and levels, of which the truth is known, and what would be shown of
them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.stats.modelled import known
from analytics.stats.modelled.known import Array, KnownQuarter
from analytics.stats.modelled.levels import expit

LEAST = 10


@dataclass(frozen=True, kw_only=True)
class World:
    truth: Array
    place: np.ndarray
    is_positive: np.ndarray
    weight: Array

    @property
    def people(self) -> Array:
        return self.sums()[..., known.PEOPLE]

    def sums(self, kept: np.ndarray | slice = slice(None)) -> Array:
        found = np.zeros((*self.truth.shape, known.SUMS))
        parts = np.stack([np.ones_like(self.weight), self.weight, self.weight**2], axis=1)
        at = tuple(self.place[kept].T)
        np.add.at(found[..., : known.POSITIVE], at, parts[kept])
        np.add.at(found[..., known.POSITIVE], at, (self.weight * self.is_positive)[kept])
        return found


def world(
    seed: int,
    *,
    forces: int = 44,
    levels: int = 10,
    quarters: int = 4,
    answers: int = 5_500,
    habit: float = 0.25,
    passing: float = 0.15,
    design_effect: float = 1.3,
) -> World:
    rng = np.random.default_rng(seed)
    size = rng.lognormal(0, 0.7, forces)
    mix = rng.dirichlet(np.linspace(4, 0.4, levels))
    expected = answers * np.outer(size / size.sum(), mix)
    steady = 0.3 + 0.5 * rng.normal(size=levels) + 0.2 * rng.normal(size=(forces, 1))
    steady = steady + habit * rng.normal(size=(forces, levels))
    logit = (
        steady
        + 0.05 * rng.normal(size=(quarters, 1, levels))
        + 0.1 * rng.normal(size=(quarters, forces, 1))
        + passing * rng.normal(size=(quarters, forces, levels))
    )
    people = rng.poisson(np.broadcast_to(expected, logit.shape))
    place = np.repeat(np.argwhere(np.ones_like(people)), people.reshape(-1), axis=0)
    shape = 1 / (design_effect - 1)
    return World(
        truth=expit(logit),
        place=place,
        is_positive=rng.random(len(place)) < expit(logit)[tuple(place.T)],
        weight=rng.gamma(shape, 1 / shape, len(place)) + 0.05,
    )


def shown_of(people: Array) -> np.ndarray:
    shown = (people >= LEAST) & (people.sum(axis=1, keepdims=True) >= LEAST)
    shown &= people.sum(axis=0) >= LEAST
    while True:
        before = shown.sum()
        for count, of in ((people, shown), (people.T, shown.T)):
            for own, is_shown in zip(count, of, strict=True):
                while 0 < own[~is_shown].sum() < LEAST and is_shown.any():
                    is_shown[np.argmin(np.where(is_shown, own, np.inf))] = False
        if shown.sum() == before:
            return shown


def known_of(sums: Array, shown: np.ndarray) -> KnownQuarter:
    forces, levels = sums.sum(axis=1), sums.sum(axis=0)
    is_force, is_level = (of[:, :1] >= LEAST for of in (forces, levels))
    return KnownQuarter(
        nation=sums.sum(axis=(0, 1)),
        forces=np.where(is_force, forces, np.nan),
        levels=np.where(is_level, levels, np.nan),
        cells=np.where(shown[..., None], sums, np.nan),
    )


def quarters_of(sums: Array, shown: Sequence[np.ndarray]) -> list[KnownQuarter]:
    return [known_of(*each) for each in zip(sums, shown, strict=True)]


def as_shown(made: World) -> tuple[list[KnownQuarter], list[np.ndarray]]:
    shown = [shown_of(people) for people in made.people]
    return quarters_of(made.sums(), shown), shown
