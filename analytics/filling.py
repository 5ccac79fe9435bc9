"""From one quarter's answers and frame to weights, cells and coverage. No database here; only
the nightly command imports this, so pandas never reaches the process that serves pages."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.items import item_codes
from analytics.modes import WEB_MODES
from analytics.stats import weighting
from analytics.tables import EVERYBODY, LEVELS, Dimension, own_level
from responses.extract import AnswerRow, FrameRow

WEIGHT_DECIMALS = 6

Bins = dict[str, dict[str, list[float]]]
"""Item, choice code, [people, Σw, Σw²]."""
CellKey = tuple[str, str, str]
"""Force, dimension, level."""


@dataclass(frozen=True, kw_only=True)
class ForceWeights:
    """How one force's quarter was weighted. `note` names what could not be raked to."""

    force: str
    respondents: int
    frame_total: float
    design_effect: float
    trimmed: int
    margins: Mapping[str, Sequence[str]]
    note: str


def countable(rows: Iterable[AnswerRow]) -> list[AnswerRow]:
    """Web answers of events in the frame, the only ones that the weights speak for."""
    return [row for row in rows if row.mode in WEB_MODES and row.is_in_frame]


def answers_frame(rows: Sequence[AnswerRow]) -> pd.DataFrame:
    """One row a response: case-file margins, the levels of every table, and its answers."""
    return pd.DataFrame.from_records(
        [
            {
                "force": row.force,
                "design_weight": 1 / row.selection_probability,
                "frame_crime_group": row.crime_group,
                "frame_sex": row.sex,
                "frame_age_band": row.age_band,
                **_levels(row),
                **{code: _single(row.answers.get(code)) for code in item_codes()},
            }
            for row in rows
        ]
    )


def _levels(row: AnswerRow) -> dict[str, str | None]:
    known = {
        Dimension.ALL: EVERYBODY,
        Dimension.STAGE: row.survey_stage,
        Dimension.CRIME_GROUP: row.crime_group,
    }
    return {
        dimension.value: known[dimension]
        if dimension in known
        else own_level(row.answers, dimension)
        for dimension in Dimension
    }


def _single(picked: Sequence[str] | None) -> str | None:
    return picked[0] if picked else None


def weigh_forces(
    answers: pd.DataFrame, frame: Sequence[FrameRow]
) -> tuple["pd.Series[float]", list[ForceWeights]]:
    """The weight of every response, force by force, raked to the force's frame (decision 27)."""
    weights = pd.Series(0.0, index=answers.index)
    totals = _frame_margins(frame)
    runs = []
    for force, group in answers.groupby("force", sort=True):
        group_weights, run = _weigh_force(str(force), group, totals[str(force)])
        weights[group.index] = group_weights
        runs.append(run)
    return weights, runs


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
    force: str, group: pd.DataFrame, totals: Mapping[str, Mapping[str, float]]
) -> tuple[np.ndarray, ForceWeights]:
    margins = [
        weighting.Margin(
            name=name,
            levels=list(group[f"frame_{name}"]),
            totals=_ordered(name, levels),
            is_ordered=name == "age_band",
        )
        for name, levels in totals.items()
    ]
    result = weighting.weigh(design_weights=group["design_weight"].to_numpy(), margins=margins)
    return result.weights, ForceWeights(
        force=force,
        respondents=len(group),
        frame_total=result.frame_total,
        design_effect=result.design_effect,
        trimmed=result.trimmed,
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


def cells(answers: pd.DataFrame, weights: "pd.Series[float]") -> dict[CellKey, Bins]:
    """The additive bins of every cell of every declared table."""
    codes = list(item_codes())
    levels = [dimension.value for dimension in Dimension]
    long = answers[["force", *levels, *codes]].assign(weight=weights, squared=weights**2)
    long = long.melt(
        id_vars=["force", *levels, "weight", "squared"],
        value_vars=codes,
        var_name="item",
        value_name="choice",
    ).dropna(subset=["choice"])
    filled: dict[CellKey, Bins] = defaultdict(lambda: defaultdict(dict))
    for dimension in Dimension:
        for (force, level, item, choice), bin_ in _bins(long, dimension.value):
            if level in LEVELS[dimension]:
                filled[force, dimension, level][item][choice] = bin_
    return filled


def _bins(long: pd.DataFrame, dimension: str) -> Iterator[tuple[tuple[str, ...], list[float]]]:
    keys: list[Hashable] = ["force", dimension, "item", "choice"]
    grouped = long.groupby(keys, sort=True, observed=True).agg(
        people=("weight", "size"), sum_w=("weight", "sum"), sum_w2=("squared", "sum")
    )
    rounded = grouped.round(WEIGHT_DECIMALS)
    for key, people, sum_w, sum_w2 in rounded.itertuples(name=None):
        yield key, [people, sum_w, sum_w2]


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
