"""Streams of chance beside another, which leave that one as it is. Pure."""

from enum import IntEnum

import numpy as np


class Stream(IntEnum):
    """Each is beside that of a force."""

    ADVISED = 1
    """What advisers change of outcomes."""
    ADVISERS = 2
    CALLED = 3
    PAPER = 4


FIRST = 1_000_000
"""Above the numbers of all that are spawned."""


def beside(rng: np.random.Generator, stream: Stream) -> np.random.Generator:
    """This stream beside `rng`, the same however much was drawn from `rng`."""
    seed = rng.bit_generator.seed_seq
    assert isinstance(seed, np.random.SeedSequence)  # noqa: S101  # every stream here has one
    key = (*seed.spawn_key, FIRST + stream)
    return np.random.default_rng(np.random.SeedSequence(entropy=seed.entropy, spawn_key=key))
