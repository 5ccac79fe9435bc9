from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from access import bulk_write
from access.bulk_write import Columns
from config.demo import assumptions as assumed
from config.demo import facts
from config.demo.answers import answering, documents
from config.demo.answers.documents import Objects, encode, objects
from config.demo.answers.event_columns import DECISIONS, ROLES, STAGES, count_within
from config.demo.nation import Survey
from config.demo.victims import timelines
from config.demo.victims.case_file import CENSUS_SCHEME
from config.demo.victims.cases import FLAGS, NOT_KNOWN, Cases
from config.demo.victims.people import Flags, Floats, Ints
from config.demo.victims.timelines import NEVER
from responses.case_files.case import CaseStage, EventKind
from responses.cases.stages import period_of
from responses.imports.columns import History, NewCases
from responses.vault.sending_hours import is_open_day

CASES_AT_ONCE = 20_000
DELIVERED_AFTER = 20
MODES = ("web_sms", "web_code")
# From 2000, for 54 years.
FIRST, DAYS = date(2000, 1, 1).toordinal(), 20_000
SECONDS = 86_400
# Texts are sent from 9:00 UTC, 10:00 in summer.
NINE = 9 * 3_600

# --- dates and times ------------------------------------------------------------------------------


@cache
def _days() -> Objects:
    return objects([date.fromordinal(FIRST + day).isoformat() for day in range(DAYS)])


@cache
def _periods() -> Objects:
    return objects([period_of(date.fromordinal(FIRST + day)) for day in range(DAYS)])


@cache
def _clock() -> Objects:
    columns = bulk_write.adapted_columns({"at": [datetime(2000, 1, 1, 13, tzinfo=UTC), None]})
    end = str(columns["at"][0]).partition("13:00:00")[2]
    return objects(
        [
            f" {second // 3_600:02}:{second // 60 % 60:02}:{second % 60:02}{end}"
            for second in range(SECONDS)
        ]
    )


@cache
def _open_days() -> Ints:
    found, following = np.zeros(DAYS, dtype=np.int64), FIRST + DAYS
    for day in range(DAYS - 1, -1, -1):
        following = FIRST + day if is_open_day(date.fromordinal(FIRST + day)) else following
        found[day] = following
    return found


def next_open_days(numbers: Ints) -> Ints:
    """For texts."""
    found: Ints = _open_days()[numbers - FIRST]
    return found


def encode_days(numbers: Ints) -> list[object]:
    """None for NEVER."""
    known = numbers != NEVER
    return _keep_known(_days()[np.where(known, numbers - FIRST, 0)], known)


def encode_moments(on: Ints, seconds: Floats | Ints, known: Flags) -> list[object]:
    """From seconds after midnight UTC; None if unknown."""
    whole = seconds.astype(np.int64)
    texts = _days()[on + whole // SECONDS - FIRST] + _clock()[whole % SECONDS]
    return _keep_known(texts, known)


def _keep_known(values: NDArray[Any], known: Flags) -> list[object]:
    found = values.astype(object)
    found[~known] = None
    listed: list[object] = found.tolist()
    return listed


def _look_up(values: Sequence[object], places: Ints) -> list[object]:
    found: list[object] = objects(values)[places].tolist()
    return found


# --- cases ----------------------------------------------------------------------------------------

CODES = (*map(str, range(23)), "1A", "2A", "3A")
STATES = tuple(
    state.value
    for state in (
        CaseStage.INVESTIGATION, CaseStage.COURT_PRETRIAL, CaseStage.COURT_CONCLUDED,
        CaseStage.SENTENCED, CaseStage.REPORT,
    )
)  # fmt: skip
# The same in all cases: every victim is a person.
SHARED_VALUES: Mapping[str, object] = {
    # Of no file, so a later file with the same key amends the case.
    "content_hash": "0" * 64,
    "offence_code": "",
    "release_on": None,
    "access_needs": "[]",
    "victim_role": "direct",
    **dict.fromkeys(
        ("is_month_only", "is_deceased", "is_business", "is_on_duty_police", "is_victimless"), False
    ),
}


def make_cases(cases: Cases) -> Iterator[NewCases]:
    columns, (places, events) = _case_columns(cases), _case_events(cases)
    for start in range(0, len(cases), CASES_AT_ONCE):
        end = min(len(cases), start + CASES_AT_ONCE)
        first, last = np.searchsorted(places, (start, end))
        yield NewCases(
            cases={name: column[start:end] for name, column in columns.items()},
            places=(places[first:last] - start).tolist(),
            events={name: column[first:last] for name, column in events.items()},
        )


def _case_columns(cases: Cases) -> dict[str, Sequence[object]]:
    times, said, number = cases.times, cases.recorded, len(cases)
    outcomes = _outcome_numbers(times.outcome)
    # Figures are counted by these.
    rng = np.random.default_rng(number)

    def draw(names: Sequence[str], shares: Sequence[float]) -> list[object]:
        return _look_up(names, rng.choice(len(names), size=number, p=shares))

    areas = [f"N{area:02d}" for area in range(1, assumed.AREAS + 1)]
    has_adviser = cases.contacts.has_adviser.tolist()
    return {
        **{name: [value] * number for name, value in SHARED_VALUES.items()},
        "area": _look_up(areas, rng.integers(0, assumed.AREAS, number)),
        "report_channel": draw(assumed.CHANNELS, assumed.CHANNEL_SHARES),
        "support_referral": [
            "yes" if has else referral
            for has, referral in zip(
                has_adviser, draw(assumed.SUPPORT, assumed.SUPPORT_SHARES), strict=True
            )
        ],
        "enhanced_rights": draw(assumed.RIGHTS, assumed.RIGHTS_SHARES),
        "evidence_led": draw(("yes", "no", ""), assumed.EVIDENCE_LED),
        "case_key": [f"N{at:07d}" for at in range(number)],
        "force_id": [cases.force] * number,
        "crime_group": cases.kinds,
        "reported_on": encode_days(times.reported),
        **_stage_columns(cases, outcomes),
        "outcome_on": encode_days(times.decided),
        "victim_told_on": encode_days(times.told),
        "next_hearing_on": encode_days(np.where(times.in_court != NEVER, times.hearing, NEVER)),
        "outcome_codes": _look_up(
            [*(encode([code]) for code in CODES), "[]"],
            np.where(times.decided != NEVER, outcomes, -1),
        ),
        "flags": _encode_flags(cases),
        "risk_level": _look_up(assumed.RISK_LEVELS, said.risk),
        "exclude_code": _look_up(("", *assumed.MANUAL_CODES), said.exclusion),
        "exclude_by": _look_up(("", "simulated"), np.minimum(1, said.exclusion)),
        "exclude_on": encode_days(np.where(said.exclusion > 0, times.reported, NEVER)),
        "language": cases.people.language,
        **_people_columns(cases),
    }


def _stage_columns(cases: Cases, outcomes: Ints) -> dict[str, Sequence[object]]:
    """And its first day. `outcomes` are places in CODES."""
    times = cases.times
    states = [timelines.STATE_OF_OUTCOME.get(code, CaseStage.NFA_POLICE).value for code in CODES]
    stage = np.full(len(cases), CaseStage.REPORT.value, dtype=object)
    since = times.reported.copy()
    for days, named in (
        (times.investigated, CaseStage.INVESTIGATION.value),
        (times.decided, objects(states)[outcomes]),
        (times.in_court, CaseStage.COURT_PRETRIAL.value),
        (times.concluded, CaseStage.COURT_CONCLUDED.value),
        (times.sentenced, CaseStage.SENTENCED.value),
    ):
        stage = np.where(days != NEVER, named, stage)
        since = np.where(days != NEVER, days, since)
    return {"stage": stage.tolist(), "stage_on": encode_days(since)}


def _people_columns(cases: Cases) -> dict[str, Sequence[object]]:
    said, known = cases.recorded, facts.load().ethnicities
    return {
        "sex": _look_up(
            ("male", "female", "not_recorded"), np.where(said.knows_sex, said.is_female, 2)
        ),
        "birth_year": _keep_known(said.birth_year, said.birth_year > 0),
        "ethnicity": _look_up([*(each.code for each in known), "not_stated"], said.ethnicity),
        "ethnicity_group": _look_up([*(each.group for each in known), ""], said.ethnicity),
        "ethnicity_scheme": [CENSUS_SCHEME] * len(cases),
        "disability": _look_up(("no", "yes", ""), said.disability),
    }


def _outcome_numbers(outcomes: Sequence[str]) -> Ints:
    numbers = {code: number for number, code in enumerate(CODES)}
    return np.array([numbers[code] for code in outcomes], dtype=np.int64)


def _encode_flags(cases: Cases) -> list[object]:
    both = np.stack([cases.recorded.flags, cases.recorded.before], axis=1)
    found, places = np.unique(both, axis=0, return_inverse=True)
    texts = []
    for bits, before in found.tolist():
        known: dict[str, bool] = {}
        if bits != NOT_KNOWN:
            known = {flag: bool(bits >> place & 1) for place, flag in enumerate(FLAGS)}
            # 2 where earlier crimes are not recorded.
            known |= {} if before == 2 else {"repeat": before == 0}
        texts.append(encode(known))
    return _look_up(texts, places.ravel())


def _case_events(cases: Cases) -> tuple[Ints, dict[str, Sequence[object]]]:
    """Also grouped by case."""
    times = cases.times
    has_history = (times.investigated != NEVER) | (times.decided != NEVER)
    parts = [
        (times.investigated, np.full(len(cases), 0)),
        (times.decided, len(STATES) + _outcome_numbers(times.outcome)),
        (times.in_court, np.full(len(cases), 1)),
        (times.concluded, np.full(len(cases), 2)),
        (times.sentenced, np.full(len(cases), 3)),
        (np.where(has_history, NEVER, times.reported), np.full(len(cases), 4)),
    ]
    on, what = (np.stack(columns, axis=1) for columns in zip(*parts, strict=True))
    places, columns_of = np.nonzero(on != NEVER)
    what, on = what[places, columns_of], on[places, columns_of]
    is_outcome = what >= len(STATES)
    codes = [encode([code]) for code in (*STATES, *CODES)]
    kinds = (EventKind.STAGE.value, EventKind.OUTCOME.value)
    return places, {
        "kind": _look_up(kinds, is_outcome.astype(int)),
        "codes": _look_up(codes, what),
        "on": encode_days(on),
        "told_on": encode_days(np.where(is_outcome, times.told[places], NEVER)),
        "is_before_report": [False] * len(places),
        "source_wording": [""] * len(places),
        "sequence": (1 + count_within(places)).tolist(),
    }


# --- history --------------------------------------------------------------------------------------


def make_history(survey: Survey, *, longer_from: date) -> History:
    events, asked, cases, replies = survey.events, survey.asked, survey.of.cases, survey.replies
    # From the start of the day.
    sent = NINE + (asked.at * 7_919) % (9 * 3_600)
    sent_on = next_open_days(asked.asked_on)
    speaks_welsh = objects(cases.people.language) == "cy"
    answered = replies.answered
    begun_on = sent_on[answered] + (sent + replies.opened_after)[answered].astype(int) // SECONDS
    sheets = documents.fill_sheets(
        np.random.default_rng([len(events), survey.of.number]),
        cases,
        survey.of.minds.held,
        asked,
        replies,
        is_longer=begun_on >= longer_from.toordinal(),
    )
    by_code = (asked.role > 0).astype(np.int64)
    always = np.ones(len(asked), dtype=np.bool_)
    return History(
        case_ids=events.at.tolist(),
        events={
            "survey_stage": _look_up([stage.value for stage in STAGES], events.stage),
            "on": encode_days(events.on),
            "period": _periods()[events.on - FIRST].tolist(),
            "decision": _look_up([code.value for code in DECISIONS], events.decision),
            "selection_probability": _keep_known(events.chance, events.chance > 0),
            "needs_word_or_code": cases.is_sensitive[events.at].tolist(),
        },
        invited=np.flatnonzero(events.is_invited).tolist(),
        invitations={
            "language": _look_up(("en", "cy"), speaks_welsh[asked.at].astype(int)),
            "mode": _look_up(MODES, by_code),
            "assisted_by": _look_up(ROLES, asked.role),
            "codes_drawn": by_code.tolist(),
            "invited_at": encode_moments(sent_on, sent, always),
            "delivered_at": encode_moments(sent_on, sent + DELIVERED_AFTER, asked.role == 0),
            "opened_at": encode_moments(sent_on, sent + replies.opened_after, answered),
            "expires_at": encode_moments(sent_on + answering.LINK_DAYS, sent, always),
        },
        answered=np.flatnonzero(answered).tolist(),
        answered_on=[date.fromordinal(day) for day in begun_on.tolist()],
        goes_on=[choice == documents.STOPPED for choice in sheets.choices],
        responses=_responses(sheets, speaks_welsh, survey, sent=sent, sent_on=sent_on),
    )


def _responses(
    sheets: documents.Sheets, speaks_welsh: Flags, survey: Survey, *, sent: Ints, sent_on: Ints
) -> Columns:
    replies, events = survey.replies, sheets.events
    answered, whole = replies.answered, sheets.is_whole
    on, begun = sent_on[answered], (sent + replies.opened_after)[answered]
    took = replies.took[answered]
    return {
        "language": _look_up(("en", "cy"), speaks_welsh[events.at].astype(int)),
        "mode": _look_up(MODES, (events.role > 0).astype(int)),
        "answers": sheets.answers(),
        "chances": sheets.chances(),
        "more_choice": sheets.choices,
        "more_pathway": sheets.pathways,
        "started_at": encode_moments(on, begun, np.ones(len(on), dtype=np.bool_)),
        "core_done_at": encode_moments(on, begun + answering.CORE_DONE * took, whole),
        "completed_at": encode_moments(on, begun + took, whole),
    }
