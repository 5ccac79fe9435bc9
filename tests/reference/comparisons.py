# ruff: noqa: E501 (commands of R stay on one line)
"""Every method of analytics/stats beside R: our number, R's, and how near they must be."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt

import numpy as np

from analytics.stats import (
    case_mix,
    comparison,
    gaps,
    judgement,
    mix_cells,
    proportions,
    special,
    standardisation,
)
from analytics.stats.mix_cells import MixCell
from analytics.stats.proportions import Proportion
from analytics.stats.series import spc
from analytics.stats.weights import design, nonresponse, weighting
from analytics.stats.weights.weighting import Margin
from tests.reference import calibration, reading

EXACT = 1e-9
SCORES = {
    "value": {str(value): float(value) for value in range(1, 6)},
    "top": {str(value): float(value >= 4) for value in range(1, 6)},
    "bottom": {str(value): float(value <= 2) for value in range(1, 6)},
}
FRAMES = {
    "weighting": {
        "crime": {"burglary": 300, "robbery": 100, "theft": 1400, "violence": 1200},
        "sex": {"female": 1350, "male": 1450, "unknown": 200},
        "age": {"18_34": 1200, "35_54": 1100, "55_over": 700},
    },
    "respondents": {
        "crime": {"burglary": 500, "robbery": 220, "theft": 1500, "violence": 1080},
        "sex": {"female": 1700, "male": 1600},
        "age": {"18_34": 1000, "35_54": 1150, "55_over": 1150},
    },
}


@dataclass(frozen=True, kw_only=True)
class Comparison:
    method: str
    ours: str
    command: str
    script: str
    pairs: Sequence[tuple[str, float, float]]
    tolerance: float = EXACT
    is_relative: bool = False
    note: str = ""

    @property
    def worst(self) -> float:
        return max(
            abs(ours - theirs) / (abs(theirs) if self.is_relative else 1.0)
            for _, ours, theirs in self.pairs
        )


Pairs = list[tuple[str, float, float]]


def margins(name: str) -> list[Margin]:
    return [
        Margin(name=margin, levels=[row[margin] for row in reading.rows(name)], totals=totals)
        for margin, totals in FRAMES[name].items()
    ]


@cache
def strata(domain: str, *, is_finite: bool = False) -> list[design.DomainStratum]:
    people: dict[str, int] = defaultdict(int)
    bins = defaultdict(lambda: defaultdict(lambda: [0, 0.0, 0.0]))
    for row in reading.rows("respondents"):
        people[row["force"]] += 1
        name, _, level = domain.partition(":")
        if domain == "all" or row[name] == level:
            weight = float(row["weight"])
            bin_ = bins[row["force"]][row["value"]]
            for at, more in enumerate((1, weight, weight * weight)):
                bin_[at] += more
    return [
        design.DomainStratum(
            respondents=count, bins=bins[force], frame=3 * count if is_finite else None
        )
        for force, count in people.items()
    ]


def estimate(domain: str, score: str = "top", **how: bool) -> design.DomainEstimate:
    return design.domain_mean(strata=strata(domain, **how), scores=SCORES[score])


def of_intervals() -> Iterator[Comparison]:
    # R prints prop.test and the arithmetic of Newcombe's method for these, as the commands say.
    wilson = proportions.wilson_interval(successes=213, trials=348)
    yield Comparison(
        method="Wilson interval", ours="proportions.wilson_interval",
        command="prop.test(213, 348, correct = FALSE)$conf.int", script="",
        pairs=[("lower", wilson.lower, 0.559914943104436), ("upper", wilson.upper, 0.661775815743146)],
    )  # fmt: skip
    newcombe = proportions.newcombe_difference(
        first=Proportion(successes=56, trials=70), second=Proportion(successes=48, trials=80)
    ).interval
    yield Comparison(
        method="Newcombe's difference", ours="proportions.newcombe_difference",
        command="a, b: prop.test of each; d - sqrt((p1-a1)^2 + (b2-p2)^2), …", script="",
        pairs=[("lower", newcombe.lower, 0.0524314724023649), ("upper", newcombe.upper, 0.3338726540369059)],
    )  # fmt: skip
    weights = np.array(reading.column("weighting", "raked"))
    yield Comparison(
        method="Kish's design effect", ours="weighting.kish_deff",
        command="n * sum(w^2) / sum(w)^2", script="weighting.R",
        pairs=[("of 400 weights", weighting.kish_deff(weights=weights), 1.47180998471004)],
    )  # fmt: skip


def of_design() -> Iterator[Comparison]:
    known = reading.numbers("design")
    pairs: dict[str, Pairs] = {"mean": [], "se": [], "fpc": []}
    for name, theirs in known.items():
        *where, what = name.split("/")
        if where[0] == "fpc":
            found = estimate(where[1], where[2], is_finite=True)
            pairs["fpc"].append((name, found.standard_error, theirs))
        elif what in {"mean", "se"}:
            found = estimate(where[0], where[1])
            pairs[what].append(
                (name, found.value if what == "mean" else found.standard_error, theirs)
            )
    script = "design.R"
    yield Comparison(
        method="Weighted mean of a domain", ours="design.domain_mean", script=script,
        command="svyby(~top, ~crime, svydesign(~1, strata = ~force, weights = ~weight), svymean)",
        pairs=pairs["mean"],
    )  # fmt: skip
    yield Comparison(
        method="Its standard error, from additive sums", ours="design.domain_mean",
        command="the same, $se", script=script, pairs=pairs["se"],
    )  # fmt: skip
    yield Comparison(
        method="With finite population correction", ours="design.domain_mean(frame)",
        command="svydesign(…, fpc = ~N)", script=script, pairs=pairs["fpc"],
    )  # fmt: skip


def of_weights() -> Iterator[Comparison]:
    rows = reading.rows("weighting")
    start = np.array(reading.column("weighting", "design"))
    raked = weighting.rake(start=start, margins=margins("weighting"))
    trimmed = weighting.rake(
        start=weighting.trim(weights=raked, at=2)[0], margins=margins("weighting")
    )
    for method, name, command, found in (
        ("Raking", "raked", "rake(design, list(~crime, ~sex, ~age), margins)", raked),
        ("Trimming, then raking", "trimmed_at_2", "pmin(w, 2 * median(w)), then rake", trimmed),
    ):
        yield Comparison(
            method=method, ours="weighting.rake" if name == "raked" else "weighting.trim, rake",
            command=command, script="weighting.R", is_relative=True,
            pairs=[
                (f"weight {at + 1}", float(found[at]), float(row[name]))
                for at, row in enumerate(rows)
            ],
        )  # fmt: skip
    for method, (name, command, found) in _calibrated().items():
        yield Comparison(
            method=method, ours=f"calibration.{name}", command=command, script="calibration.R",
            is_relative=True,
            pairs=[
                (f"weight {at + 1}", float(found[at]), theirs)
                for at, theirs in enumerate(reading.column("calibration", KINDS[name]))
            ],
        )  # fmt: skip
    yield from _calibrated_errors()


KINDS = {"calibrate_linearly": "linear", "calibrate_within": "logit"}


@cache
def _calibrated() -> dict[str, tuple[str, str, np.ndarray]]:
    start = np.array(reading.column("respondents", "weight"))
    frame = margins("respondents")
    return {
        "Linear calibration": (
            "calibrate_linearly",
            'calibrate(d, ~crime + sex + age, total, calfun = "linear")',
            calibration.calibrate_linearly(start=start, margins=frame),
        ),
        "Bounded calibration": (
            "calibrate_within",
            'calibrate(d, …, calfun = "logit", bounds = c(.3, 3))',
            calibration.calibrate_within(start=start, margins=frame),
        ),
    }


def _calibrated_errors() -> Iterator[Comparison]:
    start = np.array(reading.column("respondents", "weight"))
    raked = weighting.rake(start=start, margins=margins("respondents"))
    found = {KINDS[name]: weights for name, _, weights in _calibrated().values()}
    pairs = {
        kind: [
            (name, _error_after(weights, name.split("/")[1]), theirs)
            for name, theirs in reading.numbers("calibrated").items()
            if name.startswith(f"{kind}/") and name.endswith("/se")
        ]
        for kind, weights in {**found, "raked": raked}.items()
    }
    yield Comparison(
        method="Standard error after calibration", ours="design.calibrated_errors",
        command="SE(svymean(~top, calibrate(…))), svyby", script="calibration.R",
        pairs=[*pairs["linear"], *pairs["logit"]],
    )  # fmt: skip
    yield Comparison(
        method="The same, people who answer twice as clusters", ours="design.calibrated_errors",
        command="SE(svymean(~top, calibrate(svydesign(~person, …)))), svyby", script="calibration.R",
        pairs=[
            (name, _error_after(found["linear"], name.split("/")[1], answers_each=2), theirs)
            for name, theirs in reading.numbers("calibrated").items()
            if name.startswith("twice/")
        ],
    )  # fmt: skip
    yield Comparison(
        method="Standard error after raking, all answers", ours="design.calibrated_errors",
        command="SE(svymean(~top, rake(…)))", script="calibration.R", tolerance=0.01,
        is_relative=True, pairs=[pair for pair in pairs["raked"] if "/all/" in pair[0]],
        note="R takes residuals margin by margin, we of all margins at once",
    )  # fmt: skip
    yield Comparison(
        method="Standard error after raking, domains", ours="design.calibrated_errors",
        command="svyby(~top, ~stage, rake(…), svymean)", script="calibration.R", tolerance=0.03,
        is_relative=True, pairs=[pair for pair in pairs["raked"] if "/all/" not in pair[0]],
        note="R takes residuals margin by margin, we of all margins at once",
    )  # fmt: skip


def _error_after(weights: np.ndarray, domain: str, *, answers_each: int = 1) -> float:
    rows = reading.rows("respondents")
    of_force: Counter[str] = Counter()
    people: dict[tuple[str, int], int] = {}
    numbers = []
    for row in rows:
        key = (row["force"], of_force[row["force"]] // answers_each)
        of_force[row["force"]] += 1
        numbers.append(people.setdefault(key, len(people)))
    name, _, level = domain.partition(":")
    (error,) = design.calibrated_errors(
        values=np.array([[float(row["value"] in reading.POSITIVE)] for row in rows]),
        is_inside=np.array([[domain == "all" or row[name] == level] for row in rows]),
        base_weights=np.array(reading.column("respondents", "weight")),
        weights=weights,
        margins=margins("respondents"),
        strata=[row["force"] for row in rows],
        people=numbers,
    )
    return float(error)


def of_response() -> Iterator[Comparison]:
    # The table of calibration.R.
    asked, answered = (400, 900, 1200, 350, 700, 500), (96, 170, 168, 161, 288, 165)
    places = [(c, a) for a in ("18_34", "55_over") for c in ("burglary", "theft", "violence")]
    cells = [
        MixCell(
            force="all",
            levels={"crime": crime, "age": age},
            positive=(yes, yes, yes),
            other=(all_ - yes, all_ - yes, all_ - yes),
        )
        for (crime, age), all_, yes in zip(places, asked, answered, strict=True)
    ]
    known, by = reading.numbers("calibrated"), ("crime", "age")
    chances = nonresponse.response_chances(cells=cells, characteristics=by)
    lean = nonresponse.representativity(cells=cells, characteristics=by)
    yield Comparison(
        method="Chance of an answer", ours="nonresponse.response_chances",
        command="fitted(glm(cbind(r, n - r) ~ crime + age, binomial))", script="calibration.R",
        pairs=[
            (f"{crime}, {age}", chance, known[f"response/{crime}/{age}"])
            for (crime, age), chance in zip(places, chances, strict=True)
        ],
    )  # fmt: skip
    yield Comparison(
        method="R-indicator, before chance is taken off", ours="nonresponse.representativity",
        command="1 - 2 * sd(rep(fitted(fit), n))", script="calibration.R",
        pairs=[("R", 1 - 2 * sqrt(lean.variance), known["r-indicator"])],
    )  # fmt: skip


def of_comparison() -> Iterator[Comparison]:
    found = comparison.funnel(reading.funnel_forces())
    assert found is not None
    rows = reading.rows("funnel")
    target = sum(map(float, reading.column("funnel", "r"))) / sum(reading.column("funnel", "n"))
    yield Comparison(
        method="Exact binomial limits, interpolated", ours="comparison.binomial_limit",
        command="qbinom, pbinom, dbinom at .001, .025, .975, .999", script="funnel.R",
        pairs=[
            (f"{row['force']} {at}", comparison.binomial_limit(
                target=target, trials=float(row["n"]), probability=at), float(row[name]))
            for row in rows
            for name, at in (("exact_001", 0.001), ("exact_025", 0.025), ("exact_975", 0.975),
                             ("exact_999", 0.999))
        ],
    )  # fmt: skip
    names = {"wide_001": "lower_alarm", "wide_025": "lower_warning",
             "wide_975": "upper_warning", "wide_999": "upper_alarm"}  # fmt: skip
    yield Comparison(
        method="Funnel limits with over-dispersion", ours="comparison.funnel",
        command="arcsine, winsorised at 10 %, additive tau^2", script="funnel.R",
        pairs=[
            (f"{row['force']} {field}", getattr(found.limits(effective_base=float(row["n"])), field),
             float(row[name]))
            for row in rows for name, field in names.items()
        ],
    )  # fmt: skip


def of_fairness() -> Iterator[Comparison]:
    known, script = reading.numbers("fairness"), "fairness.R"
    cells, by = reading.mix_cells("crime", "stage"), ("crime", "stage")
    model = case_mix.fit_case_mix(cells=cells, characteristics=by)
    pairs: Pairs = []
    for at, term in enumerate(model.terms):
        name = "model/" + ("(Intercept)" if term == "intercept" else term.replace(": ", ""))
        pairs.append((name, float(model.coefficients[at]), known[name]))
        pairs.append((f"{name}/se", float(model.covariance[at, at] ** 0.5), known[f"{name}/se"]))
    yield Comparison(
        method="Case-mix model and its standard errors", ours="case_mix.fit_case_mix",
        command="svyglm(top ~ crime + stage, d, family = quasibinomial())", script=script,
        pairs=pairs,
    )  # fmt: skip
    found = standardisation.standardise(cells=cells, characteristics=by)
    yield Comparison(
        method="Indirect standardisation", ours="standardisation.standardise", script=script,
        command="weighted.mean(top) / weighted.mean(fitted(fit)) * nation, by force",
        pairs=[(f"{force} share", one.share, known[f"indirect/{force}/share"])
               for force, one in found.items()],
    )  # fmt: skip
    yield from _gaps(known)


def _gaps(known: dict[str, float]) -> Iterator[Comparison]:
    script, given = "fairness.R", ("crime", "stage", "age")
    model = gaps.gap_model(
        cells=reading.mix_cells("sex", *given), characteristic="sex", reference="male", given=given
    )
    (gap,) = gaps.gaps_between(model, ("female",))
    female, male = (_of_sex(sex) for sex in ("female", "male"))
    yield Comparison(
        method="Gap, raw and standardised", ours="gaps.gaps_between", script=script,
        command="svyglm(top ~ sex + crime + stage + age), mean of predictions as if all were each",
        pairs=[
            ("raw", gap.raw.value, known["gap/raw"]),
            ("standardised", gap.standardised.value, known["gap/standardised"]),
            ("its standard error", gap.standardised.error, known["gap/standardised/se"]),
        ],
    )  # fmt: skip
    yield Comparison(
        method="Smallest detectable gap", ours="judgement.smallest_detectable", script=script,
        command="(qnorm(.975) + qnorm(.8)) * SE(svycontrast(…))", tolerance=0.02, is_relative=True,
        pairs=[
            (
                "female - male",
                judgement.smallest_detectable(first=female, second=male, confidence=0.95),
                known["gap/detectable"],
            )
        ],
        note="ours plans with the pooled share on effective bases, R's with the gap's own error",
    )  # fmt: skip


def _of_sex(sex: str) -> Proportion:
    sums = mix_cells.as_table(reading.mix_cells("sex")).by_level("sex")[sex]
    return proportions.weighted_proportion(
        positive_w=sums.positive, sum_w=sums.sum_w, sum_w2=sums.sum_w2
    )


def of_many() -> Iterator[Comparison]:
    known = reading.numbers("fairness")
    p_values = (0.001, 0.008, 0.012, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.36)
    adjusted = judgement.benjamini_hochberg(p_values)
    yield Comparison(
        method="Benjamini-Hochberg", ours="multiplicity.benjamini_hochberg", script="fairness.R",
        command='p.adjust(p, "BH")',
        pairs=[
            (f"p = {p}", ours, known[f"bh/{at}"])
            for at, (p, ours) in enumerate(zip(p_values, adjusted, strict=True), 1)
        ],
    )  # fmt: skip
    yield Comparison(
        method="The function under all of this", ours="special.incomplete_beta", command="pbeta",
        script="fairness.R",
        pairs=[
            (name, special.incomplete_beta(a, b, x), theirs)
            for name, theirs in known.items() if name.startswith("pbeta/")
            for x, a, b in [map(float, name.split("/")[1:])]
        ],
    )  # fmt: skip


def of_charts() -> Iterator[Comparison]:
    shares, bases = reading.column("spc", "x"), reading.column("spc", "n")
    laney = spc.laney_chart(shares=shares, bases=bases)
    assert laney is not None
    yield Comparison(
        method="Laney p′ limits", ours="spc.laney_chart", script="spc.R",
        command="p ± 3 s sigma_z, sigma_z = mean(abs(diff(z))) / 1.128",
        pairs=[
            (f"month {at + 1} {side}", getattr(point, side), theirs)
            for side in ("lower", "upper")
            for at, (point, theirs) in enumerate(
                zip(laney.points, reading.column("spc", f"laney_{side}"), strict=True)
            )
        ],
    )  # fmt: skip


@cache
def comparisons() -> tuple[Comparison, ...]:
    from tests.reference.counted_weeks import of_counts
    from tests.reference.two_phases import of_two_phases

    groups = (
        of_intervals, of_design, of_weights, of_two_phases, of_response, of_comparison,
        of_fairness, of_many, of_charts, of_counts,
    )  # fmt: skip
    return tuple(one for group in groups for one in group())
