"""A force of full size in columns that are ready to be written: its cases, and what came of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import numpy as np

from access.bulk_write import Columns
from config.demo import assumptions as assumed
from config.demo.cases import timelines
from config.demo.cases.case_file import CENSUS_SCHEME
from config.demo.cases.timelines import NEVER
from config.demo.facts import Facts
from config.demo.full_size import answer_texts, texts
from config.demo.full_size.asking import DECISIONS, ROLES, STAGES
from config.demo.full_size.cases import FLAGS, NOT_KNOWN, Cases
from config.demo.full_size.nation import Survey
from config.demo.full_size.texts import document, looked_up
from config.demo.seeding.generation import LoadableForce
from config.demo.victims.people import Flags, Ints
from responses.case_files.case import CaseStage, EventKind
from responses.imports.columns import History, NewCases

CASES_AT_ONCE = 20_000
LINK_DAYS = 28
DELIVERED_AFTER = 20
MODES = ("web_sms", "web_code")


def loadable(survey: Survey, facts: Facts, *, longer_from: date) -> LoadableForce:
    return LoadableForce(
        force=survey.of.cases.force,
        cases=list(_cases(survey.of.cases, facts)),
        history=[_history(survey, facts, longer_from=longer_from)],
    )


# --- cases ----------------------------------------------------------------------------------------


def _cases(cases: Cases, facts: Facts) -> Iterator[NewCases]:
    columns, places, events = _case_columns(cases, facts), *_case_events(cases)
    for start in range(0, len(cases), CASES_AT_ONCE):
        end = min(len(cases), start + CASES_AT_ONCE)
        first, last = np.searchsorted(places, (start, end))
        yield NewCases(
            cases={name: column[start:end] for name, column in columns.items()},
            places=(places[first:last] - start).tolist(),
            events={name: column[first:last] for name, column in events.items()},
        )


def _case_columns(cases: Cases, facts: Facts) -> dict[str, Sequence[object]]:
    times, excluded = cases.times, cases.recorded.exclusion
    outcome = np.where(times.decided != NEVER, _numbers(times.outcome), -1)
    return {
        **_state(cases),
        **_who(cases, facts),
        **_what_few_files_say(cases),
        **{name: [value] * len(cases) for name, value in OF_ALL.items()},
        "case_key": [f"N{at:07d}" for at in range(len(cases))],
        "force_id": [cases.force] * len(cases),
        "crime_group": cases.kinds,
        "reported_on": texts.days(times.reported),
        "outcome_on": texts.days(times.decided),
        "victim_told_on": texts.days(times.told),
        "next_hearing_on": texts.days(np.where(times.in_court != NEVER, times.hearing, NEVER)),
        "outcome_codes": looked_up([*(document([code]) for code in CODES), "[]"], outcome),
        "flags": _flags(cases),
        "risk_level": looked_up(assumed.RISK_LEVELS, cases.recorded.risk),
        "exclude_code": looked_up(("", *assumed.MANUAL_CODES), excluded),
        "exclude_by": looked_up(("", "simulated"), np.minimum(1, excluded)),
        "exclude_on": texts.days(np.where(excluded > 0, times.reported, NEVER)),
        "language": cases.people.language,
    }


CODES = (*map(str, range(23)), "1A", "2A", "3A")
OF_ALL: Mapping[str, object] = {
    # Of no file: a row of a file with this key would be told apart.
    "content_hash": "0" * 64,
    "offence_code": "",
    "release_on": None,
    "access_needs": "[]",
    "victim_role": "direct",
    **dict.fromkeys(
        ("is_month_only", "is_deceased", "is_business", "is_on_duty_police", "is_victimless"), False
    ),
}
"""What every case has alike: who it is about was drawn as a person."""


def _numbers(outcomes: Sequence[str]) -> Ints:
    numbers = {code: number for number, code in enumerate(CODES)}
    return np.array([numbers[code] for code in outcomes], dtype=np.int64)


def _state(cases: Cases) -> dict[str, Sequence[object]]:
    """The state a case is in and since when: the latest of its history."""
    times = cases.times
    codes = [timelines.STATE_OF_OUTCOME.get(code, CaseStage.NFA_POLICE).value for code in CODES]
    decided = np.array(codes, dtype=object)[_numbers(times.outcome)]
    stage = np.full(len(cases), CaseStage.REPORT.value, dtype=object)
    since = times.reported.copy()
    for days, named in (
        (times.investigated, CaseStage.INVESTIGATION.value),
        (times.decided, decided),
        (times.in_court, CaseStage.COURT_PRETRIAL.value),
        (times.concluded, CaseStage.COURT_CONCLUDED.value),
        (times.sentenced, CaseStage.SENTENCED.value),
    ):
        stage = np.where(days != NEVER, named, stage)
        since = np.where(days != NEVER, days, since)
    return {"stage": stage.tolist(), "stage_on": texts.days(since)}


def _who(cases: Cases, facts: Facts) -> dict[str, Sequence[object]]:
    """What the record says of who they are."""
    said = cases.recorded
    sex = np.where(said.knows_sex, said.is_female, 2)
    named, groups = (
        [getattr(one, name) for one in facts.ethnicities] for name in ("code", "group")
    )
    return {
        "sex": looked_up(("male", "female", "not_recorded"), sex),
        "birth_year": texts.where_known(said.birth_year, said.birth_year > 0),
        "ethnicity": looked_up([*named, "not_stated"], said.ethnicity),
        "ethnicity_group": looked_up([*groups, ""], said.ethnicity),
        "ethnicity_scheme": [CENSUS_SCHEME] * len(cases),
        "disability": looked_up(("no", "yes", ""), said.disability),
    }


def _what_few_files_say(cases: Cases) -> dict[str, Sequence[object]]:
    """What figures are counted by, as often as the demonstration has it."""
    number = len(cases)
    rng = np.random.default_rng(number)

    def drawn(names: Sequence[str], shares: Sequence[float]) -> list[object]:
        return looked_up(names, rng.choice(len(names), size=number, p=shares))

    areas = [f"N{area:02d}" for area in range(1, assumed.AREAS + 1)]
    return {
        "area": looked_up(areas, rng.integers(0, assumed.AREAS, number)),
        "report_channel": drawn(assumed.CHANNELS, assumed.CHANNEL_SHARES),
        "support_referral": [
            "yes" if has else said
            for has, said in zip(
                cases.contacts.has_adviser.tolist(),
                drawn(assumed.SUPPORT, assumed.SUPPORT_SHARES),
                strict=True,
            )
        ],
        "enhanced_rights": drawn(assumed.RIGHTS, assumed.RIGHTS_SHARES),
        "evidence_led": drawn(("yes", "no", ""), assumed.EVIDENCE_LED),
    }


def _flags(cases: Cases) -> list[object]:
    """Few of the many combinations occur: each is written once."""
    both = np.stack([cases.recorded.flags, cases.recorded.before], axis=1)
    found, places = np.unique(both, axis=0, return_inverse=True)
    return looked_up([document(_flags_of(*each)) for each in found.tolist()], places.ravel())


def _flags_of(bits: int, before: int) -> dict[str, bool]:
    if bits == NOT_KNOWN:
        return {}
    known = {flag: bool(bits >> place & 1) for place, flag in enumerate(FLAGS)}
    return known if before == NOTHING_SAID else {**known, "repeat": before == 0}


NOTHING_SAID = 2


def _case_events(cases: Cases) -> tuple[Ints, dict[str, Sequence[object]]]:
    """The case of each event and the events, those of one case one after the other."""
    times = cases.times
    outcome = _numbers(times.outcome)
    parts = [
        (times.investigated, np.full(len(cases), 0)),
        (times.decided, len(STATES) + outcome),
        (times.in_court, np.full(len(cases), 1)),
        (times.concluded, np.full(len(cases), 2)),
        (times.sentenced, np.full(len(cases), 3)),
        (np.where(_has_history(cases), NEVER, times.reported), np.full(len(cases), 4)),
    ]
    on, what = (np.stack(columns, axis=1) for columns in zip(*parts, strict=True))
    places, columns_of = np.nonzero(on != NEVER)
    what, on = what[places, columns_of], on[places, columns_of]
    is_outcome = what >= len(STATES)
    first = np.flatnonzero(np.diff(places, prepend=-1))
    sequence = 1 + np.arange(len(places)) - np.repeat(first, np.diff(np.append(first, len(places))))
    codes = [document([code]) for code in (*STATES, *CODES)]
    return places, {
        "kind": looked_up((EventKind.STAGE.value, EventKind.OUTCOME.value), is_outcome.astype(int)),
        "codes": looked_up(codes, what),
        "on": texts.days(on),
        "told_on": texts.days(np.where(is_outcome, times.told[places], NEVER)),
        "is_before_report": [False] * len(places),
        "source_wording": [""] * len(places),
        "sequence": sequence.tolist(),
    }


STATES = tuple(
    state.value
    for state in (
        CaseStage.INVESTIGATION, CaseStage.COURT_PRETRIAL, CaseStage.COURT_CONCLUDED,
        CaseStage.SENTENCED, CaseStage.REPORT,
    )
)  # fmt: skip


def _has_history(cases: Cases) -> Flags:
    times = cases.times
    found: Flags = (times.investigated != NEVER) | (times.decided != NEVER)
    return found


# --- what came of them ----------------------------------------------------------------------------


def _history(survey: Survey, facts: Facts, *, longer_from: date) -> History:
    events, replies = survey.events, survey.replies
    answered = np.flatnonzero(replies.answered)
    sent = _sent(survey)
    begun = answer_texts.begun_on(survey, sent=sent)
    answers = answer_texts.columns(survey, facts, sent=sent, longer_from=longer_from)
    return History(
        case_ids=events.at.tolist(),
        events={
            "survey_stage": looked_up([stage.value for stage in STAGES], events.stage),
            "on": texts.days(events.on),
            "period": texts.periods(events.on),
            "decision": looked_up([code.value for code in DECISIONS], events.decision),
            "selection_probability": texts.where_known(events.chance, events.chance > 0),
            "needs_word_or_code": survey.of.cases.is_sensitive[events.at].tolist(),
        },
        invited=np.flatnonzero(events.is_asked).tolist(),
        invitations=_invitations(survey, sent),
        answered=answered.tolist(),
        answered_on=[date.fromordinal(day) for day in begun.tolist()],
        goes_on=answers.pop("goes_on"),
        responses=answers,
    )


def _sent(survey: Survey) -> Ints:
    """Seconds from the start of its day to the sending, on a day and at an hour for texts."""
    return texts.NINE + (survey.asked.at * 7_919) % (9 * 3_600)


def _invitations(survey: Survey, sent: Ints) -> Columns:
    asked, replies, cases = survey.asked, survey.replies, survey.of.cases
    by_code = (asked.role > 0).astype(np.int64)
    language = np.isin(np.array(cases.people.language, dtype=object)[asked.at], ["cy"]).astype(int)
    on = texts.open_days(asked.asked_on)
    return {
        "language": looked_up(("en", "cy"), language),
        "mode": looked_up(MODES, by_code),
        "assisted_by": looked_up(ROLES, asked.role),
        "codes_drawn": by_code.tolist(),
        "invited_at": texts.moments(on, sent),
        "delivered_at": texts.moments(on, sent + DELIVERED_AFTER, asked.role == 0),
        "opened_at": texts.moments(on, sent + replies.opened_after, replies.answered),
        "expires_at": texts.moments(on + LINK_DAYS, sent),
    }
