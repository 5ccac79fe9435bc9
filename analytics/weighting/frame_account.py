from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from responses.extract_rows import AnswerRow, FrameRow


@dataclass(frozen=True, kw_only=True)
class StageAccount:
    stage: str
    codes: Mapping[str, int]
    of_frame: float
    of_answers: float
    of_weights: float


@dataclass(frozen=True, kw_only=True)
class ChanceAccount:
    unknown: int
    least: float
    middle: float
    most: float


def account_by_stage(
    rows: Sequence[AnswerRow], weights: Sequence[float], frame: Iterable[FrameRow]
) -> list[StageAccount]:
    codes: dict[str, Counter[str]] = {}
    for row in frame:
        if row.is_in_frame:
            codes.setdefault(row.survey_stage, Counter())[row.decision] += row.events
    answers, weighted = Counter[str](), dict.fromkeys(codes, 0.0)
    for answer, weight in zip(rows, weights, strict=True):
        answers[answer.survey_stage] += 1
        weighted[answer.survey_stage] = weighted.get(answer.survey_stage, 0.0) + weight
    events = sum(found.total() for found in codes.values())
    return [
        StageAccount(
            stage=stage,
            codes=dict(codes[stage].most_common()),
            of_frame=codes[stage].total() / events,
            of_answers=answers[stage] / (len(rows) or 1),
            of_weights=weighted[stage] / (sum(weights) or 1.0),
        )
        for stage in sorted(codes)
    ]


def account_of_chances(rows: Iterable[AnswerRow]) -> ChanceAccount:
    chances = [row.selection_probability for row in rows]
    known = sorted(chance for chance in chances if chance is not None)
    return ChanceAccount(
        unknown=len(chances) - len(known),
        least=known[0] if known else 0.0,
        middle=median(known) if known else 0.0,
        most=known[-1] if known else 0.0,
    )
