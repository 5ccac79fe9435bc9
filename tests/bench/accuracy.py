"""How true the figures are, where the truth is known."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from analytics.stats import comparison, gaps
from analytics.stats.comparison import Position
from analytics.stats.mix_cells import MixCell
from analytics.stats.proportions import Interval, Proportion, wilson_interval
from analytics.stats.weights import design, weighting
from analytics.stats.weights.design import DomainEstimate, DomainStratum
from analytics.stats.weights.weighting import Margin
from analytics.weighting import force_weights
from config.demo import facts, nation
from config.demo.answers import answering, opinions
from config.demo.answers.opinions import ITEMS
from config.demo.plan import Size, plan_for
from responses.extract import HEADLINE
from responses.extract_columns import AGE_BANDS

SURVEYS, NATIONS = 1_000, 1_000
FORCES = ("kent", "surrey", "cumbria", "west-midlands", "gwent", "lancashire", "essex", "norfolk")
SIZES = (300, 600, 1_200, 2_400)
"""Victims of one force's quarter, of whom about two in five answer."""
STRONG = 0.5
"""Logits of answering for a logit of her own opinion: a planted lean six times the simulator's."""
SPREAD_OF_FORCES = opinions.SPREAD_OF_FORCES
TELEPHONE_RISE = 0.6
"""Logits by which an answer is kinder when somebody listens: a planted effect of mode."""


@dataclass(frozen=True, kw_only=True)
class Victims:
    known: dict[str, np.ndarray]
    own: np.ndarray
    answers: np.ndarray
    positive: np.ndarray

    @property
    def truth(self) -> float:
        return float(opinions.expit(self.positive).mean())


@dataclass(frozen=True, kw_only=True)
class Found:
    surveys: int
    raw: float
    weighted: float
    covered: float
    calibrated: float
    error_ratio: float
    design_effect: float

    @property
    def removed(self) -> float:
        return 1 - self.weighted / self.raw


def victims_of(force: str, *, lean: float, seed: int, events: int = SIZES[-1]) -> Victims:
    """One quarter of a simulated force."""
    known = facts.load()
    rng = np.random.default_rng([seed, list(known.forces).index(force)])
    record = nation.draw_record(
        rng,
        plan=plan_for(date(2026, 11, 16), responses=1_000, weeks=13, seed=seed),
        force=known.forces[force],
        size=Size(cases=events, sampled=1.0),
    )
    held = opinions.draw(
        rng, kinds=record.victims.kinds, outcomes=record.victims.times.comes_to,
        people=record.victims.people, characteristics=record.characteristics,
        force=record.character,
    )  # fmt: skip
    everyone = np.arange(len(record.victims.kinds))
    logits = opinions.leaning(
        opinions=held, at=everyone, character=record.character
    )  # fmt: skip
    place = [item.code for item in ITEMS].index(HEADLINE)
    item = ITEMS[place]
    usual = answering.propensity(everyone, record.victims.kinds, record.victims.people)
    last = np.array([age for _, age in AGE_BANDS])
    return Victims(
        known={
            "survey_stage": np.full(len(record.victims.kinds), "ST1"),
            "crime_group": np.array(record.victims.kinds),
            "sex": np.where(record.victims.people.is_female, "female", "male"),
            "age_band": np.array([band for band, _ in AGE_BANDS])[
                np.searchsorted(last, record.victims.people.age)
            ],
        },
        own=held.own,
        answers=answering.LEVEL + usual + lean * held.own,
        positive=logits[:, place] + item.thresholds[item.positive - 1],
    )


def surveyed(victims: Victims, *, surveys: int, seed: int) -> Found:
    """So many surveys of the same victims: who answers and what is drawn anew in each."""
    rng = np.random.default_rng(seed)
    chance, positive = opinions.expit(victims.answers), opinions.expit(victims.positive)
    totals = {
        name: dict(zip(*map(list, np.unique(levels, return_counts=True)), strict=True))
        for name, levels in victims.known.items()
    }
    profiles = list(
        zip(*(victims.known[name].tolist() for name in force_weights.MARGINS), strict=True)
    )
    frame = Counter(profiles)
    raw, weighted, covered, effects, calibrated, ratios = ([] for _ in range(6))
    for _ in range(surveys):
        at = np.flatnonzero(rng.random(len(chance)) < chance)
        start = force_weights.response_factors(
            [profiles[one] for one in at], np.ones(len(at)), frame
        )
        result = weighting.weigh(
            start=start,
            margins=[
                Margin(name=name, levels=list(levels[at]), totals=totals[name],
                       is_ordered=name == "age_band")
                for name, levels in victims.known.items()
            ],
        )  # fmt: skip
        said = rng.random(len(at)) < positive[at]
        share, base = np.average(said, weights=result.weights), result.effective_base
        covered.append(wilson_interval(successes=share * base, trials=base).contains(victims.truth))
        estimate, ratio = _after_raking(said, start, result)
        found = _design_wilson(estimate=estimate, kish_base=base)
        calibrated.append(found.contains(victims.truth))
        ratios.append(ratio)
        # The bias is taken of the chances, not of what was said: the same mean with less noise.
        raw.append(positive[at].mean() - victims.truth)
        weighted.append(np.average(positive[at], weights=result.weights) - victims.truth)
        effects.append(result.design_effect)
    return Found(
        surveys=surveys,
        raw=float(np.mean(raw)),
        weighted=float(np.mean(weighted)),
        covered=float(np.mean(covered)),
        calibrated=float(np.mean(calibrated)),
        error_ratio=float(np.mean(ratios)),
        design_effect=float(np.median(effects)),
    )


def _design_wilson(*, estimate: DomainEstimate, kish_base: float) -> Interval:
    p, error = estimate.value, estimate.standard_error
    base = min(p * (1 - p) / error**2, estimate.people) if error > 0 else kish_base
    return wilson_interval(successes=p * base, trials=base)


def _after_raking(
    said: np.ndarray, start: np.ndarray, result: weighting.WeightResult
) -> tuple[design.DomainEstimate, float]:
    bins = {
        str(one): (int(at.sum()), *(float((result.weights[at] ** power).sum()) for power in (1, 2)))
        for one, at in ((1, said), (0, ~said))
    }
    plain = design.domain_mean(
        strata=[DomainStratum(respondents=len(said), bins=bins)], scores={"1": 1.0, "0": 0.0}
    )
    (error,) = design.calibrated_errors(
        values=said[:, None].astype(float),
        is_inside=np.ones((len(said), 1), dtype=bool),
        base_weights=start,
        weights=result.weights,
        margins=result.raked_to,
        strata=["one"] * len(said),
        people=range(len(said)),
    )
    return replace(plain, standard_error=float(error)), float(error) / plain.standard_error


def over_forces(*, lean: float, surveys: int, seed: int = 1, events: int = SIZES[-1]) -> Found:
    found = [
        surveyed(
            victims_of(force, lean=lean, seed=seed, events=events),
            surveys=surveys // len(FORCES),
            seed=seed,
        )
        for force in FORCES
    ]
    return Found(
        surveys=sum(one.surveys for one in found),
        **{
            name: float(np.mean([getattr(one, name) for one in found]))
            for name in ("raw", "weighted", "covered", "calibrated", "error_ratio", "design_effect")
        },
    )


def false_flags(*, spread: float, nations: int, seed: int = 7) -> tuple[float, float]:
    rng = np.random.default_rng(seed)
    alarms = warnings = 0
    for _ in range(nations):
        sizes = rng.integers(60, 1500, 43)
        drawn = rng.binomial(sizes, opinions.expit(0.5 + spread * rng.standard_normal(43)))
        funnel = comparison.funnel(
            {
                str(at): Proportion(successes=float(drawn[at]), trials=float(sizes[at]))
                for at in range(43)
            }
        )
        assert funnel is not None
        where = list(funnel.positions.values())
        alarms += sum(one in {Position.LOW, Position.HIGH} for one in where)
        warnings += sum(one is not Position.WITHIN for one in where)
    return alarms / (43 * nations), warnings / (43 * nations)


def mode_effect(victims: Victims, *, seed: int = 5) -> tuple[gaps.StandardisedGap, float]:
    rng = np.random.default_rng(seed)
    is_old = np.isin(victims.known["age_band"], ["65_74", "75_over"])
    by_telephone = rng.random(len(is_old)) < np.where(is_old, 0.7, 0.25)
    logits = victims.positive + TELEPHONE_RISE * by_telephone
    said = rng.random(len(is_old)) < opinions.expit(logits)
    model = gaps.gap_model(
        cells=cells_of({**victims.known, "mode": np.where(by_telephone, "telephone", "web")}, said),
        characteristic="mode",
        reference="web",
        given=tuple(victims.known),
    )
    (gap,) = gaps.gaps_between(model, ("telephone",))
    true = opinions.expit(victims.positive + TELEPHONE_RISE) - opinions.expit(victims.positive)
    return gap, float(true.mean())


def cells_of(known: dict[str, np.ndarray], said: np.ndarray) -> list[MixCell]:
    counts: dict[tuple[str, ...], list[int]] = {}
    for *levels, is_positive in zip(*known.values(), said, strict=True):
        counts.setdefault(tuple(map(str, levels)), [0, 0])[0 if is_positive else 1] += 1
    return [
        MixCell(
            force="all",
            levels=dict(zip(known, levels, strict=True)),
            positive=(yes, yes, yes),
            other=(no, no, no),
        )
        for levels, (yes, no) in counts.items()
    ]


def pooled(parts: Sequence[Victims]) -> Victims:
    return replace(
        parts[0],
        known={name: np.concatenate([one.known[name] for one in parts]) for name in parts[0].known},
        **{
            name: np.concatenate([getattr(one, name) for one in parts])
            for name in ("own", "answers", "positive")
        },
    )


def telling_the_truth() -> None:
    for name, lean, events in (
        *(("leans by the case file alone", 0.0, events) for events in SIZES),
        ("leans as the simulator does", answering.OF_OWN_OPINION, SIZES[-1]),
        ("leans strongly on satisfaction", STRONG, SIZES[-1]),
    ):
        found = over_forces(lean=lean, surveys=SURVEYS, events=events)
        print(
            f"{found.surveys:,} surveys of {events:,} where who answers {name}: the 95 % interval "
            f"holds the truth in {found.covered:.1%}, the one after raking in "
            f"{found.calibrated:.1%} at {found.error_ratio:.3f} of the error; bias "
            f"{100 * found.raw:+.2f} points, weighted "
            f"{100 * found.weighted:+.2f} ({found.removed:.0%} removed); "
            f"design effect {found.design_effect:.2f}"
        )
    for name, spread in (("are all alike", 0.0), ("differ as they do", SPREAD_OF_FORCES)):
        alarms, warnings = false_flags(spread=spread, nations=NATIONS)
        print(
            f"{NATIONS:,} nations whose forces {name}: {alarms:.2%} outside the 99.8 % limits, "
            f"{warnings:.1%} outside the 95 % ones"
        )
    gap, true = mode_effect(pooled([victims_of(force, lean=0.0, seed=1) for force in FORCES]))
    print(
        f"telephone less web: raw {100 * gap.raw.value:+.1f} points, standardised "
        f"{100 * gap.standardised.value:+.1f} ({100 * gap.standardised.interval.lower:+.1f} to "
        f"{100 * gap.standardised.interval.upper:+.1f}), true effect {100 * true:+.1f}"
    )
