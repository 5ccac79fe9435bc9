"""From one quarter's answers and frame to weights and coverage. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.stats import weighting
from analytics.tables import EVERYBODY, LEVELS, Dimension
from responses.extract import AnswerRow, FrameRow

Bins = dict[str, dict[str, list[float]]]
"""Item, choice code, [people, Σw, Σw²]."""
CellKey = tuple[str, str, str]
"""Force, dimension, level."""


@dataclass(frozen=True, kw_only=True)
class ForceWeights:
    """How one force's quarter was weighted: the log from which it can be done again and compared.
    `note` names what could not be raked to; factors are weights over design weights."""

    force: str
    inputs_hash: str
    respondents: int
    frame_total: float
    design_effect: float
    effective_base: float
    trimmed: int
    least_factor: float
    most_factor: float
    margins: Mapping[str, Sequence[str]]
    note: str


def weigh_forces(
    rows: Sequence[AnswerRow], frame: Sequence[FrameRow]
) -> tuple[list[float], list[ForceWeights]]:
    """The weight of every response in the order of the rows, each force's raked to its frame
    (decision 27)."""
    totals = _frame_margins(frame)
    places: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        places[row.force].append(place)
    weights, runs = np.zeros(len(rows)), []
    for force in sorted(places):
        group = [rows[place] for place in places[force]]
        weights[places[force]], run = _weigh_force(force, group, totals[force])
        runs.append(run)
    return weights.tolist(), runs


def _frame_margins(frame: Iterable[FrameRow]) -> dict[str, dict[str, dict[str, float]]]:
    margins: dict[str, dict[str, dict[str, float]]] = {}
    for row in frame:
        if not row.is_in_frame:
            continue
        force = margins.setdefault(
            row.force, {name: defaultdict(float) for name in ("crime_group", "sex", "age_band")}
        )
        force["crime_group"][row.crime_group] += row.events
        force["sex"][row.sex] += row.events
        force["age_band"][row.age_band] += row.events
    return margins


def _weigh_force(
    force: str, group: Sequence[AnswerRow], totals: Mapping[str, Mapping[str, float]]
) -> tuple[np.ndarray, ForceWeights]:
    margins = [
        weighting.Margin(
            name=name,
            levels=[getattr(row, name) for row in group],
            totals=_ordered(name, levels),
            is_ordered=name == "age_band",
        )
        for name, levels in totals.items()
    ]
    design_weights = [1 / row.selection_probability for row in group]
    try:
        result = weighting.weigh(design_weights=design_weights, margins=margins)
    except weighting.WeightingRefusedError as refusal:
        raise refusal.in_force(force) from refusal
    return result.weights, ForceWeights(
        force=force,
        inputs_hash=weighting.inputs_hash(design_weights=design_weights, margins=margins),
        respondents=len(group),
        frame_total=result.frame_total,
        design_effect=result.design_effect,
        effective_base=result.effective_base,
        trimmed=result.trimmed,
        least_factor=result.least_factor,
        most_factor=result.most_factor,
        margins=result.margins,
        note=result.note,
    )


def _ordered(name: str, totals: Mapping[str, float]) -> dict[str, float]:
    """Levels in the order of their table, so that neighbours are neighbours when merged."""
    order = LEVELS[Dimension(name)]
    return {
        level: totals[level]
        for level in sorted(totals, key=lambda at: (order.index(at) if at in order else 99, at))
    }


# What the case file alone knows: the dimensions by which a response rate may be given
# (decision 17).
FRAME_DIMENSIONS = {
    Dimension.STAGE: "survey_stage",
    Dimension.CRIME_GROUP: "crime_group",
    Dimension.SEX: "sex",
    Dimension.AGE_BAND: "age_band",
    Dimension.ETHNICITY: "ethnicity_group",
    Dimension.DISABILITY: "disability",
}
INVITE = "INVITE"
STEPS = ("invited", "undeliverable", "delivered", "opened", "started", "completed")


def coverage(
    frame: Iterable[FrameRow], counted: Iterable[AnswerRow]
) -> dict[CellKey, dict[str, int]]:
    """Events by decision and by step reached, and the responses that count ("usable")."""
    counts: dict[CellKey, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in frame:
        # An event excluded after its text was sent counts as excluded, and once.
        steps = [s for s in STEPS if row.decision == INVITE and getattr(row, f"is_{s}")]
        for key in _frame_keys(row):
            for name in ("recorded", row.decision, *steps):
                counts[key][name] += row.events
    for answer in counted:
        for key in _frame_keys(answer):
            counts[key]["usable"] += 1
    return counts


def _frame_keys(row: FrameRow | AnswerRow) -> Iterator[CellKey]:
    yield row.force, Dimension.ALL, EVERYBODY
    for dimension, column in FRAME_DIMENSIONS.items():
        yield row.force, dimension, getattr(row, column)
