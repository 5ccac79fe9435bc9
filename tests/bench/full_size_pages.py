"""Whether the pages' own selectors find what is planted in the nation of full size."""

import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from access.viewer import Viewer
from analytics.disparities.selectors import gaps_page_for
from analytics.figures.selectors.shown import PageQuery
from analytics.figures.selectors.tables import table_page_for
from analytics.journey.selectors import JourneyQuery, journey_page_for
from analytics.records import rates
from analytics.records.agreement import cohens_kappa
from analytics.records.selectors import record_page_for
from analytics.stats.proportions import wilson_interval
from analytics.stats.suppression import Published
from analytics.tables import ALSO_RECORDED, Dimension
from analytics.timeliness.selectors import times_page_for
from analytics.weighting.nonresponse_range import range_of
from config.demo import assumptions as assumed
from config.demo import assumptions as full
from config.demo import facts, nation
from config.demo.answers import opinions, reply_columns
from config.demo.answers.event_columns import STAGES, Events
from config.demo.answers.opinions import ITEMS
from config.demo.facts import ETHNIC_GROUPS
from config.demo.nation import Survey
from config.demo.plan import Plan
from config.demo.victims.cases import NOT_KNOWN
from responses.extract_rows import CaseStep
from tests.bench.full_size_surveys import of_quarter, profiles

LATER = date(2999, 1, 1)
NATIONAL = Viewer(user_id=0, name="bench", is_national=True)
NATION = ""
IN_A_DATABASE = """
import django; django.setup()
from tests.bench import full_size_pages; full_size_pages.main()
"""


@dataclass(frozen=True, kw_only=True)
class Found:
    topic: str
    where: str
    shown: float
    lower: float
    upper: float
    true: float
    is_clear: bool | None = None

    @property
    def holds(self) -> bool:
        return self.lower <= self.true <= self.upper


class Truths:
    def __init__(self, surveys: Sequence[Survey], period: str) -> None:
        self.period = period
        self.surveys = {each.of.cases.force: each for each in surveys}
        self.events = {code: self._events(code) for code in self.surveys}
        self.positive = {code: self._positive(code) for code in self.surveys}

    def _events(self, code: str) -> Events:
        events = self.surveys[code].events
        return events.some(of_quarter(events, self.period))

    def _positive(self, code: str) -> np.ndarray:
        survey = self.surveys[code]
        logits = reply_columns.leaning(survey.of.cases, self.events[code], survey.of.minds)
        return opinions.share_positive(logits)

    def codes(self, code: str) -> list[str]:
        return [code] if code else list(self.surveys)

    def share(self, code: str, place: int, chosen=lambda cases, events: slice(None)) -> float:
        parts = [
            self.positive[each][:, place][chosen(self.surveys[each].of.cases, self.events[each])]
            for each in self.codes(code)
        ]
        joined = np.concatenate(parts)
        return float(joined.mean()) if len(joined) else float("nan")

    def answering(self, code: str) -> Iterator[tuple[Survey, Events, np.ndarray]]:
        for each in self.codes(code):
            survey = self.surveys[each]
            events = self.events[each].some(self.events[each].is_invited)
            once = reply_columns.chance_of_answering(
                survey.of.cases, events, survey.of.minds, response=self.response
            )
            yield survey, events, 1 - (1 - once) ** 2

    response = full.TODAY


def figures(true: Truths) -> Iterator[Found]:
    for code in ("", *true.surveys):
        page = table_page_for(
            NATIONAL, force_code=code or None, query=PageQuery(period=true.period), on=LATER
        )
        for figure in page.figures.total:
            share = figure.force if code else figure.nation
            place = [item.code for item in ITEMS].index(figure.item)
            if isinstance(share, Published):
                wide = share.interval
                if not code:
                    silent = range_of(share.positive, share.interval, page.silence[figure.item])
                    wide = silent
                yield Found(
                    topic="force × item" if code else "nation × item, with the range",
                    where=f"{code} {figure.item}", shown=share.positive, lower=wide.lower,
                    upper=wide.upper, true=true.share(code, place),
                )  # fmt: skip


def stages(true: Truths) -> Iterator[Found]:
    for code in true.surveys:
        page = table_page_for(
            NATIONAL, force_code=code, on=LATER,
            query=PageQuery(period=true.period, dimension=Dimension.STAGE),
        )  # fmt: skip
        for level, of_level in page.figures.levels.items():
            stage = STAGES.index(level) if level in STAGES else -1
            for place, figure in enumerate(of_level):
                if isinstance(figure.force, Published):
                    yield Found(
                        topic="force × stage", where=f"{code} {level} {figure.item}",
                        shown=figure.force.positive, lower=figure.force.interval.lower,
                        upper=figure.force.interval.upper,
                        true=true.share(code, place, lambda _, events, s=stage: events.stage == s),
                    )  # fmt: skip


def failing_step(true: Truths) -> Iterator[Found]:
    for code in (full.FAILING_FORCE, NATION):
        page = journey_page_for(
            NATIONAL, force_code=code or None, query=JourneyQuery(period=true.period), on=LATER
        )
        for step in page.found.steps if page.found else ():
            if step.stage == full.FAILING_STAGE and step.judged:
                place = [item.code for item in ITEMS].index(step.item)
                ends = [
                    true.share(code, place, lambda _, e, s=name: e.stage == STAGES.index(s))
                    for name in (step.before, step.stage)
                ]
                gap = step.judged.difference
                yield Found(
                    topic="failing step" if code else "step of the nation",
                    where=f"{code} {step.item}", shown=gap.value, lower=gap.interval.lower,
                    upper=gap.interval.upper, true=ends[1] - ends[0], is_clear=step.is_fall,
                )  # fmt: skip


def gaps(true: Truths, earlier: Sequence[Truths]) -> Iterator[Found]:
    page = gaps_page_for(NATIONAL, force_code=full.GAP_FORCE, period=true.period, on=LATER)
    quarters = [each for each in (true, *earlier) if each.period in page.quarters]
    for row in page.rows:
        if row.dimension != Dimension.DISABILITY:
            continue
        for place, gap in enumerate(row.gaps.values()):
            if gap is not None:
                wanted = [
                    each.share(full.GAP_FORCE, place, _disabled(yes=True))
                    - each.share(full.GAP_FORCE, place, _disabled(yes=False))
                    for each in quarters
                ]
                raw = gap.gap.raw
                yield Found(
                    topic="planted gap", where=f"{full.GAP_FORCE} {ITEMS[place].code}",
                    shown=raw.value, lower=raw.interval.lower, upper=raw.interval.upper,
                    true=float(np.mean(wanted)), is_clear=gap.gap.standardised.is_clear,
                )  # fmt: skip


def _disabled(*, yes: bool):
    return lambda cases, events: cases.people.is_disabled[events.at] == yes


def agreement(true: Truths) -> Iterator[Found]:
    wanted = [rates.as_said(each) for each in ALSO_RECORDED]
    for code in ("", *true.surveys):
        page = record_page_for(
            NATIONAL, rates=wanted, force_code=code or None, period=true.period, on=LATER
        )
        for one in ALSO_RECORDED:
            rate = page.rate(rates.as_said(one))
            if rate is None:
                continue
            found = pairs(true, code, one)
            where = f"{code or 'nation'} {one.value}"
            if rate.kappa is not None:
                yield Found(
                    topic="κ", where=where, shown=rate.kappa, lower=rate.kappa_lower,
                    upper=rate.kappa_upper, true=cohens_kappa(found).value,
                )  # fmt: skip
            agreed = sum(n for (said, recorded), n in found.items() if said == recorded)
            yield _of_counts("agreement", where, rate, agreed / sum(found.values()))


def _of_counts(topic: str, where: str, rate, true: float) -> Found:
    interval = wilson_interval(successes=rate.found, trials=rate.people)
    return Found(
        topic=topic, where=where, shown=rate.found / rate.people, lower=interval.lower,
        upper=interval.upper, true=true,
    )  # fmt: skip


def pairs(true: Truths, code: str, characteristic: Dimension) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = defaultdict(float)
    for survey, events, chance in true.answering(code):
        said, recorded, known = both(survey, events, characteristic)
        for pair, number in _weighed(said[known], recorded[known], chance[known]).items():
            found[pair] += number
    return found


def _weighed(said, recorded, chance) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = defaultdict(float)
    for one, other, share in zip(said.tolist(), recorded.tolist(), chance.tolist(), strict=True):
        found[str(one), str(other)] += share
    return found


def both(survey: Survey, events: Events, characteristic: Dimension):
    cases, at = survey.of.cases, events.at
    people, record = cases.people, cases.recorded
    if characteristic == Dimension.SEX:
        return people.is_female[at], record.is_female[at], record.knows_sex[at]
    if characteristic == Dimension.DISABILITY:
        known = record.disability[at] != NOT_KNOWN
        return people.is_disabled[at], record.disability[at] == 1, known
    if characteristic == Dimension.ETHNICITY:
        groups = np.array(
            [ETHNIC_GROUPS.index(each.group) for each in facts.load().ethnicities] + [NOT_KNOWN]
        )
        recorded = groups[record.ethnicity[at]]
        return people.ethnic_group[at], recorded, recorded != NOT_KNOWN
    band = profiles(cases, events)["age_band"]
    firsts = np.array([18, 25, 35, 45, 55, 65, 75])
    names = np.array(
        ["18_24", "25_34", "35_44", "45_54", "55_64", "65_74", "75_over"], dtype=object
    )
    said = names[np.clip(np.searchsorted(firsts, people.age[at], side="right") - 1, 0, None)]
    return said, band, band != "unknown"


def outcomes(true: Truths) -> Iterator[Found]:
    wanted = (rates.WISH_OTHERWISE, rates.NOT_HERS, rates.PRESSED, rates.TOLD_BY_NOBODY)
    for code in (NATION, full.MISCODING_FORCE):
        page = record_page_for(
            NATIONAL, rates=wanted, force_code=code or None, period=true.period, on=LATER
        )
        of = miscoded(true, code)
        own = full.NOT_THEIR_DECISION * (1 - of["stopped"])
        expected = {
            rates.WISH_OTHERWISE: of["wish"],
            rates.NOT_HERS: own + full.NOT_THEIR_DECISION_MISCODED * of["stopped"],
            rates.PRESSED: full.PRESSED,
        }
        for name, value in expected.items():
            if rate := page.rate(name):
                yield _of_counts("outcome rate", f"{code or 'nation'} {name}", rate, value)


def miscoded(true: Truths, code: str) -> dict[str, float]:
    sums: Counter[str] = Counter()
    for survey, events, chance in true.answering(code):
        more = chance * _wants_more(survey, events)
        outcome = np.array(survey.of.cases.times.outcome, dtype=object)[events.at]
        wrong = survey.of.cases.recorded.miscoded[events.at]
        at_end = events.stage == STAGES.index("ST3a")
        for name, codes in (("wish", ["14", "15", "16"]), ("stopped", ["14", "16"])):
            chosen = at_end & np.isin(outcome, codes)
            sums[name] += more[chosen].sum()
            sums[f"{name} wrong"] += (more * wrong)[chosen].sum()
    return {name: sums[f"{name} wrong"] / sums[name] for name in ("wish", "stopped")}


def _wants_more(survey: Survey, events: Events) -> np.ndarray:
    from config.demo.answers.saying_more import wants_more

    return wants_more(survey.of.minds.held, events.at)


def times(true: Truths) -> Iterator[Found]:
    for code in (NATION, *true.surveys):
        page = times_page_for(NATIONAL, force_code=code or None, period=true.period, on=LATER)
        told = page.times.get((page.area, CaseStep.TOLD, Dimension.ALL.value, "all"))
        if told is None or told.median is None or told.lower is None:
            continue
        upper = told.upper if told.upper is not None else float("inf")
        yield Found(
            topic="median days until told", where=code or "nation", shown=told.median,
            lower=told.lower, upper=upper, true=median_told(true, code),
        )  # fmt: skip


def median_told(true: Truths, code: str) -> float:
    days = np.arange(200)
    reached, cases = np.zeros(200), 0
    for each in true.codes(code):
        usual = full.DAYS_UNTIL_TOLD_THERE if each == full.SLOW_FORCE else assumed.DAYS_UNTIL_TOLD
        number = len(true.surveys[each].of.cases)
        slower = usual / assumed.DAYS_UNTIL_TOLD
        steps = np.ceil((days + 1) / slower)
        by_day = true.surveys[each].of.cases.kept.told * (
            1 - np.exp(-steps / assumed.DAYS_UNTIL_TOLD)
        )
        reached += number * by_day
        cases += number
    return float(days[np.argmax(reached / cases >= 0.5)])


def advisers(true: Truths) -> Iterator[Found]:
    page = table_page_for(
        NATIONAL, force_code=None, on=LATER,
        query=PageQuery(period=true.period, dimension=Dimension.KIND_ROUTE),
    )  # fmt: skip
    levels = page.figures.levels
    by_code, by_text = (
        levels.get(f"domestic.{route}", ()) for route in ("code_adviser", "text_with_word")
    )
    for place, (one, other) in enumerate(zip(by_code, by_text, strict=False)):
        first, second = one.nation, other.nation
        if isinstance(first, Published) and isinstance(second, Published):
            value = first.positive - second.positive
            half = (
                np.hypot(
                    first.interval.upper - first.interval.lower,
                    second.interval.upper - second.interval.lower,
                )
                / 2
            )
            yield Found(
                topic="adviser's effect", where=one.item, shown=value, lower=value - half,
                upper=value + half, is_clear=bool(value - half > 0),
                true=true.share(NATION, place, _route(by_code=True))
                - true.share(NATION, place, _route(by_code=False)),
            )  # fmt: skip


def _route(*, by_code: bool):
    def chosen(cases, events):
        from config.demo.victims.cases import ABUSE

        abuse = (cases.recorded.flags > 0) & (cases.recorded.flags & ABUSE > 0)
        sexual = np.array([kind == "sexual" for kind in cases.kinds])
        of_kind = (abuse & ~sexual)[events.at] & events.is_invited
        has_adviser = cases.contacts.has_adviser[events.at]
        return of_kind & ((events.role > 0) & has_adviser if by_code else events.role == 0)

    return chosen


def truths(plan: Plan, period: str) -> tuple[Truths, list[Truths]]:
    surveys = list(nation.surveys(plan))
    own = [each for each in surveys if each.of.cases.force == full.GAP_FORCE]
    return Truths(surveys, period), [Truths(own, each) for each in _before(period)]


def _before(period: str) -> list[str]:
    from responses.cases.stages import days_of_period, period_of

    found = []
    for _ in range(3):
        period = period_of(days_of_period(period)[0] - timedelta(days=1))
        found.append(period)
    return found


def finding_what_is_planted() -> None:
    for way in full.WILLINGNESS:
        with tempfile.TemporaryDirectory() as name:
            env = {
                **os.environ, "DATA_DIR": name, "DATABASE_URL": f"sqlite:///{name}/nation.sqlite3",
            }  # fmt: skip
            subprocess.run([sys.executable, "-c", IN_A_DATABASE, way], env=env, check=True)


def main() -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from access.actor import Actor
    from analytics.records import actions as records
    from config.demo.plan import full_size_plan_for
    from config.demo.seeding import figures as filling
    from tests.bench.closed import newest_closed

    now, by, way = timezone.now(), Actor.system("bench"), full.WILLINGNESS[sys.argv[1]]
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("seed_nation", response=way.name, now=now, verbosity=0)
    period = newest_closed(timezone.localdate(now))
    filling.fill_quarters([period, *_before(period)], by, now)
    records.count_records(period=period, by=by, at=now)
    say(full_size_plan_for(timezone.localdate(now), response=way), period)


def say(plan: Plan, period: str) -> list[Found]:
    true, earlier = truths(plan, period)
    Truths.response = plan.response
    found: list[Found] = []
    for page in (figures, stages, failing_step, agreement, outcomes, times, advisers):
        found += page(true)
    found += gaps(true, earlier)
    for topic in dict.fromkeys(each.topic for each in found):
        of_topic = [each for each in found if each.topic == topic]
        clear = [each.is_clear for each in of_topic if each.is_clear is not None]
        held = sum(each.holds for each in of_topic)
        line = f"{plan.response.name}: {topic}: {held} of {len(of_topic)} hold the truth"
        print(line + (f"; {sum(clear)} called clear" if clear else ""), flush=True)
    return found
