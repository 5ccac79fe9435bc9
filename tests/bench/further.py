"""How true the figures are of what not everybody is asked, where the truth is known."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from analytics.items import item_codes
from analytics.stats import shares
from analytics.stats.proportions import wilson_interval
from analytics.tables import EVERYBODY
from analytics.weighting import force_weights, further_weights
from analytics.weighting.further_weights import ItemCounts
from responses.extract_rows import AnswerRow, FrameRow
from survey.definition.types import Meaning

SURVEYS = 1_000
EVENTS = 8_000
"""Stage events of a quarter of the made-up nation, of whom three in ten answer."""
FORCES = ("kent", "surrey", "gwent", "essex", "norfolk", "durham")
STAGES = {"ST1": 0.55, "ST2": 0.3, "ST3a": 0.15}
CRIMES = {"burglary": 0.35, "violence": 0.4, "other_theft": 0.25}
AGES = {"18_24": 0.2, "35_44": 0.4, "65_74": 0.4}
SLOPE = 1.2
"""Logits of choosing to say more for the share of the ten that were answered positively, less a
half, times four."""
OF_STAGE = {"ST1": 0.0, "ST2": 0.5, "ST3a": -0.4}
BREAKS_OFF = {True: 0.1, False: 0.3}
"""The share who stop before the later of the further questions, by whether they are content."""
SAID = {"good": Meaning.POSITIVE, "bad": Meaning.NEGATIVE}
TEN = dict.fromkeys(item_codes(), SAID)


@dataclass(frozen=True, kw_only=True)
class Question:
    code: str
    stage: str = ""
    crime: str = ""
    level: float
    of_opinion: float
    chance: float = 1.0
    is_rotating: bool = False
    is_late: bool = False


QUESTIONS = (
    Question(code="Q-COD-2", level=-0.2, of_opinion=0.9, chance=0.25, is_rotating=True),
    Question(code="Q-ST2-1", stage="ST2", level=0.3, of_opinion=1.0, chance=0.25, is_rotating=True),
    Question(code="Q-ST1-4", stage="ST1", level=0.4, of_opinion=0.8),
    Question(code="Q-BUR-1", crime="burglary", level=0.6, of_opinion=0.9),
    Question(code="Q-VIO-4", crime="violence", level=-0.4, of_opinion=0.8, chance=0.5),
    Question(code="Q-IMP-1", level=0.1, of_opinion=1.1, is_late=True),
)
MODULES = {"burglary": "BUR", "violence": "VIO", "other_theft": "THEFT"}
ITEMS = {one.code: SAID for one in QUESTIONS}
ROTATING = frozenset(one.code for one in QUESTIONS if one.is_rotating)


@dataclass(frozen=True, kw_only=True)
class Victims:
    force: np.ndarray
    stage: np.ndarray
    crime: np.ndarray
    age: np.ndarray
    answers: np.ndarray
    ten: np.ndarray
    further: Mapping[str, np.ndarray]

    def truth(self, question: Question, *, force: str = "") -> float:
        inside = concerned(question, self.stage, self.crime)
        if force:
            inside &= self.force == force
        return float(self.further[question.code][inside].mean())


@dataclass(frozen=True, kw_only=True)
class Found:
    covered: float
    by_force: float
    plain: float
    bias: float
    plain_bias: float
    agrees: float


def concerned(question: Question, stage: np.ndarray, crime: np.ndarray) -> np.ndarray:
    at = (stage == question.stage) if question.stage else np.ones(len(stage), dtype=bool)
    return at & ((crime == question.crime) if question.crime else True)


def victims_of(*, seed: int) -> Victims:
    rng = np.random.default_rng(seed)
    force = rng.choice(FORCES, EVENTS)
    stage, crime, age = (
        rng.choice(list(each), EVENTS, p=list(each.values())) for each in (STAGES, CRIMES, AGES)
    )
    opinion = rng.normal(size=EVENTS) + np.select([stage == "ST3a", stage == "ST2"], [-0.6, -0.3])
    opinion += np.select([age == "18_24"], [-0.4])
    return Victims(
        force=force,
        stage=stage,
        crime=crime,
        age=age,
        answers=_chance(-0.85 + np.select([age == "18_24", crime == "violence"], [-0.7, -0.3])),
        ten=_chance(rng.normal(0.3, 0.5, 10)[None, :] + 1.3 * opinion[:, None]),
        further={one.code: _chance(one.level + one.of_opinion * opinion) for one in QUESTIONS},
    )


def _chance(logits: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-logits)), dtype=float)


def survey(victims: Victims, rng: np.random.Generator, *, slope: float) -> list[AnswerRow]:
    at = np.flatnonzero(rng.random(EVENTS) < victims.answers)
    ten = rng.random((len(at), 10)) < victims.ten[at]
    wants = slope * 4 * (ten.mean(axis=1) - 0.5)
    wants += np.array([OF_STAGE[stage] for stage in victims.stage[at]])
    more = rng.random(len(at)) < _chance(wants - 0.3)
    said = {code: rng.random(len(at)) < chance[at] for code, chance in victims.further.items()}
    lots = {one.code: rng.random(len(at)) < one.chance for one in QUESTIONS}
    stays = rng.random(len(at)) > np.where(ten[:, 8], BREAKS_OFF[True], BREAKS_OFF[False])
    return [
        _row(victims, place, ten[own], bool(more[own]), bool(stays[own]),
             {code: (bool(lots[code][own]), bool(said[code][own])) for code in said})
        for own, place in enumerate(at)
    ]  # fmt: skip


def _row(
    victims: Victims,
    place: int,
    ten: np.ndarray,
    has_said_more: bool,
    stays: bool,
    further: Mapping[str, tuple[bool, bool]],
) -> AnswerRow:
    stage, crime = str(victims.stage[place]), str(victims.crime[place])
    answers = {item: _word(bool(one)) for item, one in zip(item_codes(), ten, strict=True)}
    chances = {}
    for one in QUESTIONS:
        drawn, said = further[one.code]
        if (one.stage and one.stage != stage) or (one.crime and one.crime != crime):
            continue
        is_by_draw = one.is_rotating and drawn
        is_asked_on = has_said_more and (stays or not one.is_late)
        is_in_turn = drawn or one.chance == 1 or one.is_rotating
        # As in the longer form, what rotates is asked on only where the whole pathway is asked it.
        may_ask_on = is_in_turn and not (one.is_rotating and not one.stage)
        if is_by_draw or (is_asked_on and may_ask_on):
            answers[one.code] = _word(said)
            if one.chance < 1 and (is_by_draw or not one.is_rotating):
                chances[one.code] = one.chance
    return AnswerRow(
        response_id=place, person=place, force=str(victims.force[place]), period="2026-Q3",
        decision="INVITE", survey_stage=stage, crime_group=crime, sex="female",
        age_band=str(victims.age[place]), ethnicity_group="white", disability="no",
        selection_probability=1.0,
        completed_on=date(2026, 8, 3), is_complete=True, chances=chances,
        more_choice="wanted" if has_said_more else "declined", language="en", mode="web_sms",
        more_modules=frozenset({"", stage, MODULES[crime]}) if has_said_more else frozenset(),
        answers=answers,
    )  # fmt: skip


def _word(is_good: bool) -> tuple[str, ...]:
    return ("good",) if is_good else ("bad",)


def frame_of(victims: Victims) -> list[FrameRow]:
    profiles = Counter(
        zip(*(each.tolist() for each in (victims.force, victims.stage, victims.crime, victims.age)),
            strict=True)
    )  # fmt: skip
    return [
        FrameRow(
            force=force, decision="INVITE", survey_stage=stage, crime_group=crime, sex="female",
            age_band=age, ethnicity_group="white", disability="no", mode="web_sms", is_invited=True,
            is_undeliverable=False, is_delivered=True, is_opened=True, is_started=True,
            is_completed=True, events=events,
        )
        for (force, stage, crime, age), events in profiles.items()
    ]  # fmt: skip


def counted(rows: list[AnswerRow], frame: list[FrameRow]) -> Mapping[str, ItemCounts]:
    weights, runs = force_weights.weigh_forces(rows, frame, meanings=TEN)
    return further_weights.count_items(
        rows, weights=weights, runs=runs, meanings=TEN, further=ITEMS, rotating=ROTATING
    )


def surveyed(*, surveys: int, slope: float = SLOPE, seed: int = 1) -> dict[str, Found]:
    victims, rng = victims_of(seed=seed), np.random.default_rng(seed)
    frame = frame_of(victims)
    seen: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    for _ in range(surveys):
        rows = survey(victims, rng, slope=slope)
        items = counted(rows, frame)
        for question in QUESTIONS:
            seen[question.code].append(_judged(question, items[question.code], victims, rows))
    return {
        code: Found(**dict(zip(Found.__annotations__, np.mean(each, axis=0), strict=True)))
        for code, each in seen.items()
    }


def _judged(
    question: Question, counts: ItemCounts, victims: Victims, rows: list[AnswerRow]
) -> tuple[float, ...]:
    truth, total = victims.truth(question), counts.total
    share, covered = _covers(total.bins, counts.effective[EVERYBODY], truth)
    said = [row.answers[question.code] == ("good",) for row in rows if _is_plain(question, row)]
    plain = sum(said) / len(said)
    holds = wilson_interval(successes=sum(said), trials=len(said)).contains(truth)
    by_force = [_of_force(counts, force, victims.truth(question, force=force)) for force in FORCES]
    return covered, float(np.mean(by_force)), holds, share - truth, plain - truth, _agrees(counts)


def _is_plain(question: Question, row: AnswerRow) -> bool:
    return question.code in row.answers and row.has_said_more


def _covers(bins: shares.Bins, base: float, truth: float) -> tuple[float, bool]:
    tally = shares.tally_of(bins=bins, meanings=SAID)
    share = tally.share(Meaning.POSITIVE)
    return share, wilson_interval(successes=share * base, trials=base).contains(truth)


def _of_force(counts: ItemCounts, force: str, truth: float) -> bool:
    bins = shares.add_bins(found for (of, _), found in counts.bins.items() if of == force)
    tally = shares.tally_of(bins=bins, meanings=SAID)
    return _covers(bins, tally.effective_base, truth)[1]


def _agrees(counts: ItemCounts) -> float:
    if counts.others is None:
        return float("nan")
    drawn, chosen = (
        shares.tally_of(bins=one.bins, meanings=SAID).share(Meaning.POSITIVE)
        for one in (counts.total, counts.others)
    )
    variance = sum(
        share * (1 - share) / base
        for share, base in (
            (drawn, counts.total.effective_base),
            (chosen, counts.others.effective_base),
        )
    )
    return float(abs(drawn - chosen) <= 1.96 * variance**0.5)


def lines(found: Mapping[str, Found]) -> Iterator[str]:
    for question in QUESTIONS:
        one = found[question.code]
        kind = "drawn" if question.is_rotating else "of those who said more"
        yield (
            f"{question.code} ({kind}): the 95 % interval holds the truth in {one.covered:.1%}, in "
            f"forces {one.by_force:.1%}, the plain one of those who said more in {one.plain:.1%}; "
            f"bias {100 * one.bias:+.2f} points, plain {100 * one.plain_bias:+.2f}; drawn and "
            f"chosen agree in {one.agrees:.1%}"
        )


def telling_the_truth() -> None:
    for name, slope in (("the content say more", SLOPE), ("chance alone decides", 0.0)):
        print(f"{SURVEYS:,} surveys of {EVENTS:,} victims where {name}:")
        for line in lines(surveyed(surveys=SURVEYS, slope=slope)):
            print(f"  {line}")
