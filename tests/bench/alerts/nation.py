"""The twelve issues planted in the simulated nation."""

import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from access.forces.reference_file import force_rows
from analytics.alerts.artefacts import EFFECTS
from analytics.alerts.quality import happenings
from analytics.alerts.quality.findings import scan_quality
from analytics.alerts.quality.happenings import Happening
from analytics.alerts.quality.measures import BETWEEN
from analytics.alerts.quality.series import WeekCounts, week_counts
from analytics.alerts.scanning.columns import AnswerColumns, columns_of
from analytics.alerts.scanning.scan import Finding, ScannedWeek, scan
from analytics.alerts.scanning.tiers import REGION, THEME, NationFacts, Series, Wording
from analytics.alerts.weekly_series import first_day, week_number
from analytics.disclosure.places import NATION
from analytics.stats.emerging.tier import LEAST_WEEKS, MOST_WEEKS
from analytics.stats.proportions import wilson_interval
from analytics.tables import Dimension
from config.demo.answers import opinions
from config.demo.assumptions import WILLINGNESS as WAYS
from config.demo.plan import FULL_RESPONSES, Plan
from config.demo.planted import Cause, IssueShape, Planted, PlantedIssue
from config.demo.seeding import generation
from config.demo.seeding.generation import LoadableForce
from responses.cases.stages import SurveyStage
from responses.eligibility.rules import IN_FRAME
from responses.extract import is_usable
from responses.extract_rows import WeekAnswer
from responses.imports.columns import History
from responses.invitations.selectors.reminders import REMIND_AFTER
from survey.definition.types import Meaning

LAST_DAY = date(2026, 11, 22)
WEEKS = 128
OLD = "OLD-"
"""Before the code of a question that was worded anew."""
SEEDS = tuple(int(seed) for seed in os.environ.get("NATION_SEEDS", "20260102").split(","))
EPISODE_GAP, KNOWN_FOR, AFTERMATH = 4, 52, 16
"""In weeks: a change found again within four is the same; a step is news for a year, and the end of
a pulse for sixteen weeks."""
ENDED_LATELY = 4
MEANINGS = {
    item.code: {
        **dict.fromkeys(item.choices[: item.positive], Meaning.POSITIVE),
        **dict.fromkeys(item.choices[item.positive :], Meaning.NEGATIVE),
        **dict.fromkeys(item.apart, Meaning.OUT_OF_BASE),
    }
    for item in opinions.ITEMS
}
"""As tests/bench/full_size_surveys.py has them."""
COUNTED = {code.value for code in IN_FRAME}
REGION_OF = {row.code: row.region_name for row in force_rows()}


@dataclass(frozen=True, kw_only=True)
class SimulatedNation:
    name: str
    issues: Sequence[Planted]
    columns: AnswerColumns
    counts: WeekCounts
    facts: NationFacts


@dataclass
class Episode:
    tier: str
    series: Series
    is_rise: bool
    first: int
    last: int
    happened: Sequence[Happening] = ()
    """What its first week says of how its answers came about, what explains it first."""

    @property
    def is_explained(self) -> bool:
        return any(EFFECTS[each.artefact].explains for each in self.happened)


# --- the answers ----------------------------------------------------------------------------------


def full_size(seed: int, response: str) -> SimulatedNation:
    plan = Plan(
        last_day=LAST_DAY, responses=FULL_RESPONSES, seed=seed, is_full_size=True,
        response=WAYS[response],
    )  # fmt: skip
    return _nation(f"full size, {response}'s response, seed {seed}", plan)


def demonstration(seed: int) -> SimulatedNation:
    return _nation(f"the demonstration, seed {seed}", Plan(last_day=LAST_DAY, seed=seed))


def _nation(name: str, plan: Plan) -> SimulatedNation:
    """A question that was worded anew has a code of its own from then on."""
    issues, reworded_on = plan.planted, plan.longer_from
    asked: Counter[tuple[int, str, str]] = Counter()
    rows = list(_rows(generation.forces(plan), asked))
    reworded = {each.issue.item for each in issues if each.issue.cause is Cause.WORDING}
    for row in rows:
        if row.completed_on < reworded_on:
            for item in reworded & row.answers.keys():
                row.answers[OLD + item] = row.answers.pop(item)  # type: ignore[attr-defined]
    old = {OLD + item: MEANINGS[item] for item in reworded}
    known = columns_of(rows, {**MEANINGS, **old})
    for row in rows:
        week = week_number(row.completed_on)
        for count in (
            "answered",
            f"crime{BETWEEN}{row.crime_group}",
            f"stage{BETWEEN}{row.survey_stage}",
        ):
            asked[week, row.force, count] += 1
    by_week: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)
    for (week, force, count), number in asked.items():
        by_week[week, force][count] = number
    return SimulatedNation(
        name=name, issues=issues, columns=known,
        counts=week_counts(
            ((*key, found) for key, found in by_week.items()),
            last=week_number(LAST_DAY), weeks=MOST_WEEKS + WEEKS - 1,
        ),
        facts=NationFacts(
            regions=REGION_OF,
            wordings={item: Wording(began=reworded_on, replaced=OLD + item) for item in reworded},
        ),
    )  # fmt: skip


def _rows(
    forces: Iterable[LoadableForce], asked: Counter[tuple[int, str, str]]
) -> Iterator[WeekAnswer]:
    for force in forces:
        crimes = [crime for batch in force.cases for crime in batch.cases["crime_group"]]
        for history in force.history:
            stages = history.events["survey_stage"]
            for event, sent in zip(history.invited, history.invitations["invited_at"], strict=True):
                week = week_number(_moment(sent).date())
                asked[week, force.force, "asked"] += 1
                asked[week, force.force, "asked_first"] += stages[event] == SurveyStage.REPORT
            yield from _of_history(force.force, history, crimes)


def _of_history(force: str, history: History, crimes: Sequence[object]) -> Iterator[WeekAnswer]:
    events, invited, said = history.events, history.invitations["invited_at"], history.responses
    for place, asked in enumerate(history.answered):
        event = history.invited[asked]
        answers = json.loads(str(said["answers"][place]))
        done = said["completed_at"][place] or said["core_done_at"][place]
        if events["decision"][event] not in COUNTED or not (done or _is_usable(answers)):
            continue
        started = _moment(said["started_at"][place])
        yield WeekAnswer(
            answers, _moment(done or said["started_at"][place]).date(),
            started - _moment(invited[asked]) >= REMIND_AFTER, force,
            str(events["survey_stage"][event]), str(crimes[int(history.case_ids[event])]),
            events["selection_probability"][event],
        )  # fmt: skip


def _is_usable(answers: Mapping[str, Sequence[str]]) -> bool:
    return is_usable(answers, frozenset(MEANINGS))


def _moment(text: object) -> datetime:
    return datetime.fromisoformat(str(text)[:19])


# --- what is called -------------------------------------------------------------------------------


def episodes(
    found: Mapping[int, ScannedWeek], colour: str, known: Sequence[tuple[int, Happening]] = ()
) -> list[Episode]:
    made: list[Episode] = []
    latest: dict[tuple[Series, bool], Episode] = {}
    for week, scanned in found.items():
        for each in getattr(scanned, colour):
            key = each.series, each.is_rise
            if key in latest and week - latest[key].last <= EPISODE_GAP:
                latest[key].last = week
                continue
            latest[key] = Episode(
                tier=_tier(each.series), series=each.series, is_rise=each.is_rise, first=week,
                last=week, happened=_met(each, week, known),
            )  # fmt: skip
            made.append(latest[key])
    return made


def _met(found: Finding, week: int, known: Sequence[tuple[int, Happening]]) -> list[Happening]:
    wording = [] if found.wording is None else [happenings.wording_happening(found.wording)]
    by_then = [each for on, each in known if on <= week]
    first = week - found.window_weeks + 1
    return [*wording, *happenings.meeting(by_then, area=found.series.area, first=first, last=week)]


def _tier(series: Series) -> str:
    if series.dimension == REGION:
        return REGION
    if series.dimension in {Dimension.ALL, THEME}:
        return "nation" if series.area == NATION else "force"
    if series.area == NATION:
        return "group"
    return str(series.dimension)


def explained_by(episode: Episode, issues: Sequence[Planted]) -> Planted | None:
    return next((each for each in issues if _tells_of(episode, each)), None)


def _tells_of(episode: Episode, each: Planted) -> bool:
    return _is_of(episode.series, each.issue) and _is_when(episode, each)


def _is_of(series: Series, issue: PlantedIssue) -> bool:
    if series.dimension == REGION and issue.force is not None:
        return issue.item == series.item and REGION_OF[issue.force] == series.level
    return (
        issue.item in {"", series.item}
        and issue.force in {None, series.area}
        and (series.dimension != Dimension.STAGE or issue.stage in {"", series.level})
    )


def _is_when(episode: Episode, each: Planted) -> bool:
    issue, since = each.issue, episode.first - _week(each)
    if since < 0:
        return False
    is_same = not issue.item or episode.is_rise is issue.is_rise
    if issue.shape is not IssueShape.PULSE:
        return is_same and since < KNOWN_FOR
    if is_same:
        return since < issue.weeks + ENDED_LATELY
    return issue.weeks <= since < issue.weeks + AFTERMATH


def _week(each: Planted) -> int:
    return week_number(date.fromordinal(each.first_day))


def verdict(episode: Episode, issues: Sequence[Planted]) -> str:
    each = explained_by(episode, issues)
    if each is None:
        return "false"
    if not each.issue.is_true:
        return str(each.issue.cause)
    if each.issue.force is None and episode.series.area != NATION:
        return "the nation's"
    return "true"


def scanned(nation: SimulatedNation) -> Mapping[int, ScannedWeek]:
    return scan(
        nation.columns, last=week_number(LAST_DAY), weeks_before=WEEKS - 1, tallies={},
        facts=nation.facts,
    )  # fmt: skip


def happened(nation: SimulatedNation) -> list[tuple[int, Happening]]:
    looked = scan_quality(nation.counts, weeks_before=WEEKS - 1, tallies={})
    return [
        (week, happening)
        for week, found in looked.found.items()
        for happening in map(happenings.happening_of, found)
        if happening is not None
    ]


# --- what is printed ------------------------------------------------------------------------------


def finding_planted_issues() -> None:
    for seed in SEEDS:
        for made in (demonstration, *(partial(full_size, response=way) for way in WAYS)):
            began = time.process_time()
            nation = made(seed)
            drawn = time.process_time()
            found = scanned(nation)
            print(
                f"{nation.name}: {len(nation.columns.week):,} answers drawn in "
                f"{drawn - began:.0f} s, scored in {time.process_time() - drawn:.0f} s"
            )
            report(nation, found)


def report(nation: SimulatedNation, found: Mapping[int, ScannedWeek]) -> None:
    known = happened(nation)
    called, amber = (episodes(found, colour, known) for colour in ("red", "amber"))
    red = [one for one in called if not one.is_explained]
    for each in nation.issues:
        say_issue(each, called, amber)
    told = Counter(verdict(one, nation.issues) for one in called if one.is_explained)
    print(f"  explained by name, and no alert: {dict(told)}")
    say_precision(red, nation.issues)
    say_false(found, red, amber, nation.issues)


def say_issue(each: Planted, red: Sequence[Episode], amber: Sequence[Episode]) -> None:
    issue, told = each.issue, []
    for colour, called in (("red", red), ("amber", amber)):
        own = [one for one in called if explained_by(one, [each])]
        if own:
            first = min(own, key=lambda one: one.first)
            names = dict.fromkeys(str(met.artefact) for one in own for met in one.happened)
            named = f", named {' and '.join(names)}" if names and colour == "red" else ""
            told.append(
                f"{colour} in week {first.first - _week(each) + 1} "
                f"({first_day(first.first)}, {first.tier}{named})"
            )
    place = issue.force or "the nation"
    size = f"{issue.size:+.2f}" if issue.size else f"{issue.weeks} weeks"
    print(f"  {issue.name} ({issue.cause}, {place}, {size}): {'; '.join(told) or 'not called'}")


def say_precision(red: Sequence[Episode], issues: Sequence[Planted]) -> None:
    for tier in ("", "nation", REGION, "force", "stage", "crime_group", "group"):
        told = Counter(verdict(one, issues) for one in red if tier in {"", one.tier})
        if not told:
            continue
        true, total = told["true"], sum(told.values())
        interval = wilson_interval(successes=true, trials=total)
        print(
            f"  red, {tier or 'all'}: {total} episodes, {true} true "
            f"({true / total:.2f}, {interval.lower:.2f} to {interval.upper:.2f}); {dict(told)}"
        )


def say_false(
    found: Mapping[int, ScannedWeek],
    red: Sequence[Episode],
    amber: Sequence[Episode],
    issues: Sequence[Planted],
) -> None:
    weeks = len(found) - LEAST_WEEKS
    years = weeks / 52
    for colour, called in (("red", red), ("amber", amber)):
        wrong = [one for one in called if verdict(one, issues) == "false"]
        of_forces = [one for one in wrong if one.series.area != NATION]
        most = Counter(one.series.area for one in of_forces).most_common(3)
        print(
            f"  false {colour} in {len(found)} weeks, of which {weeks} with a past of half a year: "
            f"{len(wrong)}; {len(of_forces) / (44 * years):.2f} a force-year, most {most}"
        )
