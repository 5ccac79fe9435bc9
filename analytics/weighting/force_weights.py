from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import product

import numpy as np

from analytics.answer_modes import WEB_MODES
from analytics.coverage_levels import MODE
from analytics.stats.mix_cells import MixCell
from analytics.stats.weights import nonresponse, weighting
from analytics.tables import EVERYBODY, LEVELS, MOST_LOCAL_AREAS, Dimension, pair_level
from analytics.weighting import diagnostics, response_rates
from analytics.weighting.diagnostics import Meanings
from responses.extract_rows import LEAST_CHANCE, AnswerRow, FrameRow

Bins = dict[str, dict[str, list[float]]]
"""Item, choice code, [people, Σw, Σw²]."""
CellKey = tuple[str, str, str]
"""Force, dimension, level."""
Profile = tuple[str, str, str, str]
MARGINS = ("survey_stage", "crime_group", "sex", "age_band")
CHARACTERISTICS = ("stage", *MARGINS[1:])
"""The margins by their names in tables of response rates."""
ORDERED = frozenset({"survey_stage", "age_band"})
Stratum = tuple[str, str, str]
"""Force, survey stage, crime group."""


@dataclass(frozen=True, kw_only=True)
class ForceWeights:
    """`note` names margins that could not be raked to; factors are weights over design weights."""

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
    error_ratios: Mapping[str, float] = field(default_factory=dict)
    response_model: Mapping[str, object] = field(default_factory=dict)
    late_answers: Mapping[str, Sequence[diagnostics.Bin]] = field(default_factory=dict)


def weigh_forces(
    rows: Sequence[AnswerRow], frame: Sequence[FrameRow], *, meanings: Meanings
) -> tuple[list[float], list[ForceWeights]]:
    """In row order, raked by force (decisions 27 and 57)."""
    profiles, asked, shares = _frame_profiles(frame), _asked_profiles(frame), asked_shares(frame)
    places: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        places[row.force].append(place)
    weights, runs = np.zeros(len(rows)), []
    for force in sorted(places):
        group = [rows[place] for place in places[force]]
        weights[places[force]], run = _weigh_force(
            group, profiles[force], design=_design_weights(group, shares), meanings=meanings
        )
        model = diagnostics.response_model(
            margins=CHARACTERISTICS, asked=asked[force], answered=Counter(map(_profile, group))
        )
        runs.append(replace(run, response_model=asdict(model) if model else {}))
    return weights.tolist(), runs


def _frame_profiles(frame: Iterable[FrameRow]) -> dict[str, Counter[Profile]]:
    found: dict[str, Counter[Profile]] = defaultdict(Counter)
    for row in frame:
        if row.is_in_frame:
            found[row.force][_profile(row)] += row.events
    return found


def _asked_profiles(frame: Iterable[FrameRow]) -> dict[str, Counter[Profile]]:
    found: dict[str, Counter[Profile]] = defaultdict(Counter)
    for row in frame:
        is_asked = row.decision == INVITE and row.is_invited and not row.is_undeliverable
        if is_asked and not _is_outside_figures(row):
            found[row.force][_profile(row)] += row.events
    return found


def _frame_totals(frame: Mapping[Profile, float]) -> dict[str, dict[str, float]]:
    margins: dict[str, dict[str, float]] = {name: defaultdict(float) for name in MARGINS}
    for profile, events in frame.items():
        for name, level in zip(MARGINS, profile, strict=True):
            margins[name][level] += events
    return margins


def asked_shares(frame: Iterable[FrameRow]) -> dict[Stratum, float]:
    """At least 5%: the probability of selection of events whose own is unknown."""
    asked, decided = Counter[Stratum](), Counter[Stratum]()
    for row in frame:
        if row.is_in_frame and row.decision != PENDING:
            stratum = (row.force, row.survey_stage, row.crime_group)
            decided[stratum] += row.events
            asked[stratum] += row.events if row.decision == INVITE else 0
    return {
        stratum: max(LEAST_CHANCE, asked[stratum] / events) for stratum, events in decided.items()
    }


def _design_weights(group: Sequence[AnswerRow], shares: Mapping[Stratum, float]) -> np.ndarray:
    chances = (
        row.selection_probability or shares.get((row.force, row.survey_stage, row.crime_group), 1.0)
        for row in group
    )
    return np.array([1 / max(LEAST_CHANCE, chance) for chance in chances])


def _weigh_force(
    group: Sequence[AnswerRow],
    frame: Mapping[Profile, float],
    *,
    design: np.ndarray,
    meanings: Meanings,
) -> tuple[np.ndarray, ForceWeights]:
    force, margins = group[0].force, _margins(group, _frame_totals(frame))
    start = design * response_factors([_profile(row) for row in group], design, frame)
    try:
        result = weighting.weigh(start=start, margins=margins)
    except weighting.WeightingRefusedError as refusal:
        raise refusal.in_force(force) from refusal
    inputs_hash = weighting.inputs_hash(start=start, margins=margins)
    factors = result.weights / design
    run = ForceWeights(
        force=force,
        inputs_hash=inputs_hash,
        respondents=len(design),
        frame_total=result.frame_total,
        design_effect=result.design_effect,
        effective_base=result.effective_base,
        trimmed=result.trimmed,
        least_factor=float(factors.min()),
        most_factor=float(factors.max()),
        margins=result.margins,
        note=result.note,
    )
    weights = result.weights
    return weights, replace(
        run,
        error_ratios=diagnostics.error_ratios(
            rows=group, start=start, weights=weights, margins=result.raked_to, meanings=meanings
        ),
        late_answers=diagnostics.late_answers(rows=group, weights=weights, meanings=meanings),
    )


def _margins(
    group: Sequence[AnswerRow], totals: Mapping[str, Mapping[str, float]]
) -> list[weighting.Margin]:
    return [
        weighting.Margin(
            name=name,
            levels=[getattr(row, name) for row in group],
            totals=ordered_levels(name, levels),
            is_ordered=name in ORDERED,
        )
        for name, levels in totals.items()
    ]


def response_factors(
    respondents: Sequence[Profile], design: np.ndarray, frame: Mapping[Profile, float]
) -> np.ndarray:
    """Events in the frame with the same profile per respondent."""
    people, sum_w, sum_w2 = (Counter(dict.fromkeys(respondents, 0.0)) for _ in range(3))
    for profile, weight in zip(respondents, design.tolist(), strict=True):
        people[profile] += 1
        sum_w[profile] += weight
        sum_w2[profile] += weight * weight
    profiles = sorted({*frame, *respondents})
    # Never below 0: the design weights of those who answered may sum to more events than there are.
    cells = [
        MixCell(
            force="",
            levels=dict(zip(MARGINS, profile, strict=True)),
            positive=(people[profile], sum_w[profile], sum_w2[profile]),
            other=(max(frame.get(profile, 0.0) - sum_w[profile], 0.0),) * 3,
        )
        for profile in profiles
    ]
    factors = nonresponse.propensity_factors(cells=cells, characteristics=MARGINS)
    by_profile = dict(zip(profiles, factors, strict=True))
    return np.array([by_profile[profile] for profile in respondents])


def _profile(row: AnswerRow | FrameRow) -> Profile:
    return row.survey_stage, row.crime_group, row.sex, row.age_band


def ordered_levels(name: str, totals: Mapping[str, float]) -> dict[str, float]:
    order = LEVELS[Dimension.STAGE if name == "survey_stage" else Dimension(name)]
    return {
        level: totals[level]
        for level in sorted(totals, key=lambda at: (order.index(at) if at in order else 99, at))
    }


# What the case file and the invitation know: by what a response rate may be given (decision 17).
FRAME_DIMENSIONS = {
    MODE: "mode",
    Dimension.STAGE: "survey_stage",
    Dimension.CRIME_GROUP: "crime_group",
    Dimension.KIND: "crime_kind",
    Dimension.SEX: "sex",
    Dimension.AGE_BAND: "age_band",
    Dimension.ETHNICITY: "ethnicity_group",
    Dimension.DISABILITY: "disability",
    Dimension.REPORT_CHANNEL: "report_channel",
    Dimension.REPEAT_VICTIM: "repeat_victim",
    Dimension.ENHANCED_RIGHTS: "enhanced_rights",
    Dimension.RISK_LEVEL: "risk_level",
    Dimension.ROUTE: "asked_route",
    Dimension.LOCAL_AREA: "local_area",
}
INVITE, PENDING = "INVITE", "PENDING"
STEPS = ("invited", "undeliverable", "delivered", "opened", "started", "completed")
STEPS_OF_RESPONDENTS = ("opened", "started")
"""Steps of all respondents."""


def coverage(
    frame: Iterable[FrameRow], counted: Iterable[AnswerRow], pending: Iterable[AnswerRow] = ()
) -> dict[CellKey, dict[str, int]]:
    """By decision and step reached. "apart" are invited events whose answers cannot count
    (response_rates.APART)."""
    counts: dict[CellKey, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in frame:
        # An event excluded after its text was sent counts as excluded, and once.
        steps = [s for s in STEPS if row.decision == INVITE and getattr(row, f"is_{s}")]
        if _is_outside_figures(row) and "invited" in steps and "undeliverable" not in steps:
            steps.append(response_rates.APART)
        for key in frame_keys(row):
            for name in ("recorded", row.decision, *steps):
                counts[key][name] += row.events
        for name in _guarded(row):
            counts[row.force, Dimension.ALL, EVERYBODY][name] += row.events
    for answer in counted:
        for key in frame_keys(answer):
            counts[key]["usable"] += 1
    _remove_pending(counts, pending)
    _remove_too_many_areas(counts)
    return counts


def _remove_too_many_areas(counts: dict[CellKey, dict[str, int]]) -> None:
    areas: dict[str, list[CellKey]] = defaultdict(list)
    for key in counts:
        if key[1] == Dimension.LOCAL_AREA:
            areas[key[0]].append(key)
    for keys in areas.values():
        for key in keys if len(keys) > MOST_LOCAL_AREAS + 1 else ():
            del counts[key]


def _remove_pending(counts: dict[CellKey, dict[str, int]], pending: Iterable[AnswerRow]) -> None:
    for answer in pending:
        steps = [*STEPS_OF_RESPONDENTS, *(("completed",) if answer.is_complete else ())]
        for key, step in product(frame_keys(answer), steps):
            counts[key][step] -= bool(counts[key][step])


def _guarded(row: FrameRow) -> list[str]:
    is_asked = row.needs_word_or_code and row.decision == INVITE and row.is_invited
    if is_asked:
        return [response_rates.GUARDED, response_rates.GUARDED_INVITED]
    return [response_rates.GUARDED] if row.lacks_word_or_code else []


def _is_outside_figures(row: FrameRow) -> bool:
    return row.mode not in WEB_MODES or not row.is_own_account


def frame_keys(row: FrameRow | AnswerRow) -> Iterator[CellKey]:
    yield row.force, Dimension.ALL, EVERYBODY
    for dimension, column in FRAME_DIMENSIONS.items():
        yield row.force, dimension, getattr(row, column)
    yield row.force, Dimension.KIND_SEX, pair_level(row.crime_kind, row.sex)
