"""Made-up quarters of a few hundred people, for disclosure control."""

from collections import defaultdict
from dataclasses import dataclass
from random import Random

from analytics.disclosure import counts, quarter_items
from analytics.disclosure.suppression.areas import areas_of
from analytics.tables import EVERYBODY, UNKNOWN, Dimension
from survey.definition.types import Meaning

MEANINGS = {
    item: {"good": Meaning.POSITIVE, "bad": Meaning.NEGATIVE} for item in ("Q-OVR-1", "Q-INF-1")
}
FORCES = ("city-of-london", "kent", "durham", "essex")
REGIONS = {"kent": "SE", "essex": "SE", "durham": "NE", "city-of-london": ""}
STAGES = ("ST1", "ST2", "ST4")
CRIMES = ("burglary", "robbery")
SEXES = ("female", "male")
SAID = {
    Dimension.RELIGION: ("christian", "none", "muslim", None, "sikh"),
    Dimension.GENDER_IDENTITY: ("yes", "no", None),
}
"""What no case file records, most frequent first; None did not say."""
UNRECORDED = tuple((of, UNKNOWN) for of in (Dimension.AGE_BAND, Dimension.ETHNICITY,
                                            Dimension.DISABILITY))  # fmt: skip
"""Every dimension of the case file adds up to all."""


@dataclass(frozen=True, kw_only=True)
class Nation:
    cells: counts.Cells
    coverage: counts.Coverages

    @property
    def items(self):
        return quarter_items.items_of(self.cells, MEANINGS, areas_of(FORCES, REGIONS))


def nation(seed: int, *, people: int = 400, response: float = 0.5) -> Nation:
    """Forces, stages and crimes of very different sizes, so that many groups are small."""
    random, own = Random(seed), Random(seed + 1)
    cells = defaultdict(lambda: defaultdict(lambda: defaultdict(lambda: [0, 0.0, 0.0])))
    coverage = defaultdict(lambda: defaultdict(int))
    for _ in range(people):
        force, stage, crime = (_skewed(random, names) for names in (FORCES, STAGES, CRIMES))
        sex, own_sex = _skewed(random, SEXES), random.choice([*SEXES, None])
        has_answered = random.random() < response
        said = {of: _skewed(own, levels) for of, levels in SAID.items()}
        for dimension, level in (
            (Dimension.ALL, EVERYBODY),
            (Dimension.STAGE, stage),
            (Dimension.CRIME_GROUP, crime),
            (Dimension.SEX, sex),
            *UNRECORDED,
        ):
            for step in ("recorded", "invited", *(["usable"] if has_answered else [])):
                coverage[force, dimension.value, level][step] += 1
        for item in MEANINGS if has_answered else ():
            choice = random.choice(["good", "bad", None])
            for dimension, level in (
                (Dimension.ALL, EVERYBODY),
                (Dimension.STAGE, stage),
                (Dimension.CRIME_GROUP, crime),
                (Dimension.SEX, own_sex),
                *said.items(),
            ):
                if choice and level:
                    bin_ = cells[force, dimension.value, level][item][choice]
                    bin_[:] = [bin_[0] + 1, bin_[1] + 1.0, bin_[2] + 1.0]
    return Nation(cells=cells, coverage=coverage)


def _skewed(random: Random, names):
    return random.choices(names, weights=[3**-place for place in range(len(names))])[0]
