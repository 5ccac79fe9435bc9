from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, NullIf, Substr
from django.utils.timezone import get_current_timezone, localdate

from responses.case_files import crime_kinds
from responses.case_files.case import RiskLevel
from responses.cases.sensitivity import SENSITIVE_CRIMES, SENSITIVE_FLAGS
from responses.extract_case_levels import DOCUMENTS, SMALL_AREAS, SOURCES, UNKNOWN
from responses.extract_rows import NOT_ASKED, VOICES, VoiceRow
from responses.invitations.selectors.codes import MODE as BY_CODE
from responses.invitations.selectors.codes import PAPER
from responses.invitations.selectors.reminders import REMIND_AFTER
from responses.models import Response
from survey.bank.pathways import PROXY_AND_BEREAVED_ROLES

SEXES = ("female", "male")
ETHNIC_GROUPS = ("asian", "black", "mixed", "white", "other")
DISABILITIES = ("yes", "no")
SOURCE = "source_of_level_"
FOR_ANOTHER = Q(attempt__isnull=False, attempt__is_for_another=True)
"""Responses given in a victim's place, with a code drawn for that (SAF-10)."""
ON_PAPER_BESIDE = Q(mode=PAPER) & ~Q(invitation__mode=PAPER)
"""Paper responses from people also asked on the web: not a step on the web (decision 18)."""
AGE_BANDS = (
    ("under_18", 17),
    ("18_24", 24),
    ("25_34", 34),
    ("35_44", 44),
    ("45_54", 54),
    ("55_64", 64),
    ("65_74", 74),
    ("75_over", 150),
)
"""Each band with its highest age in years."""


def is_the_only_one() -> Q:
    others = Response.objects.filter(invitation=OuterRef("invitation")).exclude(pk=OuterRef("pk"))
    is_sent, is_done = Q(completed_at__isnull=False), Q(core_done_at__isnull=False)
    by_link = Q(attempt__isnull=True) & ~Q(mode=BY_CODE)
    told = others.filter(is_sent | Q(withdrawn_at__isnull=False) | (by_link & is_done))
    alone = by_link & Q(invitation__codes_drawn=0)
    first = by_link & (is_sent | is_done)
    only = (is_sent | by_link) & ~Q(Exists(told))
    return alone | first | only | ~Q(Exists(others))


def _case_columns(event: str) -> dict[str, Combinable]:
    case = f"{event}case__"
    is_not = ~Q(**{f"{case}risk_level": RiskLevel.HIGH.value}) & ~Q(
        **{f"{case}crime_group__in": sorted(SENSITIVE_CRIMES)}
    )
    for flag in sorted(SENSITIVE_FLAGS):
        is_not &= Q(**{f"{case}flags__{flag}": False})
    no, yes = (Value(value) for value in (False, True))
    # By calendar years: the case file has only the year of birth.
    event_year = Cast(Substr(f"{event}period", 1, 4), IntegerField())
    birth_year = f"{event}case__birth_year"
    bands = [
        When(**{f"{birth_year}__gte": event_year - last, "then": Value(band)})
        for band, last in AGE_BANDS
    ]
    return {
        "force": F(f"{case}force_id"),
        "crime_group": _value_or_unknown(f"{case}crime_group"),
        "crime_kind": _crime_kind(case),
        "is_sensitive": Case(When(is_not, then=no), default=yes, output_field=BooleanField()),
        "sex": _listed_or_unknown(f"{case}sex", SEXES),
        "age_band": Case(*bands, default=Value(UNKNOWN), output_field=CharField()),
        "ethnicity_group": _listed_or_unknown(f"{case}ethnicity_group", ETHNIC_GROUPS),
        "disability": _listed_or_unknown(f"{case}disability", DISABILITIES),
        "is_own_account": ExpressionWrapper(_by_the_victim(case), output_field=BooleanField()),
    }


def _crime_kind(case: str) -> Combinable:
    """The first whose rule holds (responses/case_files/crime_kinds.py)."""

    def flagged(*flags: str) -> Q:
        found = Q()
        for flag in flags:
            found |= Q(**{f"{case}flags__{flag}": True})
        return found

    group = f"{case}crime_group"
    is_unclear = Q(**{f"{group}__in": crime_kinds.UNCLEAR_GROUPS})
    rules = {
        crime_kinds.SEXUAL: Q(**{group: "sexual"}) | flagged("sexual"),
        crime_kinds.DOMESTIC: flagged(*crime_kinds.DOMESTIC_FLAGS),
        crime_kinds.STALKING: Q(**{group: "stalking_harassment"}) | flagged("stalking"),
        UNKNOWN: is_unclear | ~Q(**{f"{case}flags__has_key": "domestic_abuse"}),
        crime_kinds.VIOLENCE: Q(**{group: "violence"}),
    }
    return Case(
        *(When(rule, then=Value(kind)) for kind, rule in rules.items()),
        default=Value(crime_kinds.OTHER),
        output_field=CharField(),
    )


def _levels_as_filed() -> dict[str, Combinable]:
    repeat = "case__flags__repeat"
    return {
        **{name: _value_or_unknown(f"case__{name}")
           for name in ("report_channel", "risk_level", "enhanced_rights")},
        "repeat_victim": Case(
            When(**{repeat: True, "then": Value("yes")}),
            When(**{repeat: False, "then": Value("no")}),
            default=Value(UNKNOWN),
            output_field=CharField(),
        ),
        "local_area": Case(
            When(case__area__regex=f"^{SMALL_AREAS.pattern}$", then=Value(UNKNOWN)),
            default=_value_or_unknown("case__area"),
            output_field=CharField(),
        ),
    }  # fmt: skip


def _value_or_unknown(path: str) -> Combinable:
    return Coalesce(NullIf(F(path), Value("")), Value(UNKNOWN))


def _by_the_victim(case: str) -> Q:
    return ~Q(**{f"{case}victim_role__in": sorted(PROXY_AND_BEREAVED_ROLES)})


def _listed_or_unknown(path: str, levels: Sequence[str]) -> Combinable:
    return Case(
        When(**{f"{path}__in": levels, "then": F(path)}),
        default=Value(UNKNOWN),
        output_field=CharField(),
    )


def _reached(*steps: str) -> Combinable:
    taken = Q()
    for step in steps:
        taken |= Q(**{f"{step}__isnull": False})
    return ExpressionWrapper(taken, output_field=BooleanField())


def _completed_once() -> Exists:
    """By a link, or exactly once by a code: of two codes no one can tell which is the victim's."""
    every = Response.objects.filter(invitation=OuterRef("invitation"))
    responses = every.exclude(FOR_ANOTHER).exclude(ON_PAPER_BESIDE)
    others = every.exclude(pk=OuterRef("pk"))
    is_sent, is_done = Q(completed_at__isnull=False), Q(core_done_at__isnull=False)
    is_by_link = Q(attempt__isnull=True) & ~Q(mode=BY_CODE) & (is_sent | is_done)
    is_sent_once = is_sent & ~Exists(others.filter(is_sent))
    is_alone = is_done & ~Exists(others)
    return Exists(responses.filter(is_by_link | is_sent_once | is_alone))


def _sources(event: str) -> dict[str, Combinable]:
    case = f"{event}case__"
    made: dict[str, Combinable] = {
        "mode": F("mode"),
        "assisted_by": Coalesce(F("attempt__role"), F("invitation__assisted_by")),
        **{name: Cast(f"{case}{name}", TextField()) for name in DOCUMENTS},
        "reported_on": Case(
            When(**{f"{case}is_month_only": False, "then": F(f"{case}reported_on")})
        ),
    }
    return {SOURCE + name: made.get(name) or F(f"{case}{name}") for name in SOURCES}


def popped_sources(row: dict[str, Any]) -> dict[str, object]:
    return {name: row.pop(SOURCE + name) for name in SOURCES}


_EVENT = "invitation__stage_event__"
ANSWER_FIELDS = (
    "language",
    "answers",
    "chances",
    "more_choice",
    "started_at",
    "core_done_at",
    "completed_at",
    "instrument_id",
    "more_instrument_id",
    "more_pathway",
)
ANSWER_COLUMNS: Mapping[str, Combinable] = {
    **_case_columns(_EVENT),
    **_sources(_EVENT),
    "response_id": F("pk"),
    "person": F(f"{_EVENT}case"),
    "asked_by": Case(When(mode=PAPER, then=F("mode")), default=F("invitation__mode")),
    "invited_at": Coalesce(F("attempt__drawn_at"), F("invitation__invited_at")),
    "period": F(f"{_EVENT}period"),
    "decision": F(f"{_EVENT}decision"),
    "survey_stage": F(f"{_EVENT}survey_stage"),
    "selection_probability": F(f"{_EVENT}selection_probability"),
    "assisted_by": Coalesce(F("attempt__role"), F("invitation__assisted_by")),
    "is_own_account": ExpressionWrapper(
        _by_the_victim(f"{_EVENT}case__") & ~FOR_ANOTHER, output_field=BooleanField()
    ),
}


IS_OWN_ACCOUNT = _by_the_victim(f"{_EVENT}case__") & ~FOR_ANOTHER
_OF_WEEKS: Mapping[str, Combinable] = {
    "text": Cast("answers", TextField()),
    "done_at": Coalesce("completed_at", "core_done_at", "started_at"),
    "is_partial": ExpressionWrapper(
        Q(completed_at__isnull=True, core_done_at__isnull=True), output_field=BooleanField()
    ),
    "is_late": ExpressionWrapper(
        Q(started_at__gte=ANSWER_COLUMNS["invited_at"] + Value(REMIND_AFTER)),
        output_field=BooleanField(),
    ),
    **{
        name: ANSWER_COLUMNS[name]
        for name in ("force", "survey_stage", "crime_group", "selection_probability")
    },
}
WEEK_COLUMNS = {f"week_{name}": column for name, column in _OF_WEEKS.items()}


FRAME_FIELDS = ("decision", "survey_stage", "needs_word_or_code")
FRAME_COLUMNS: Mapping[str, Combinable] = {
    **_case_columns(""),
    **_levels_as_filed(),
    "mode": Coalesce(F("invitation__mode"), Value(NOT_ASKED)),
    "assisted_by": Coalesce(F("invitation__assisted_by"), Value("")),
    "is_invited": _reached("invitation"),
    "is_undeliverable": ExpressionWrapper(
        Q(invitation__delivery_status="permanent-failure"), output_field=BooleanField()
    ),
    "is_delivered": _reached(
        "invitation__delivered_at", "invitation__opened_at", "invitation__responses"
    ),
    "is_opened": _reached("invitation__opened_at", "invitation__responses"),
    "is_started": _reached("invitation__responses"),
    "is_completed": _reached(
        "invitation__responses__completed_at", "invitation__responses__core_done_at"
    ),
}
"""Columns for events without a handed-over code: they have at most one response."""

_BEGUN = Response.objects.filter(invitation=OuterRef("invitation"))
_HAS_BEGUN = Exists(_BEGUN.exclude(FOR_ANOTHER).exclude(ON_PAPER_BESIDE))
_IS_OPENED = Q(invitation__opened_at__isnull=False) | Q(_HAS_BEGUN)
_IS_DELIVERED = Q(invitation__delivered_at__isnull=False) | _IS_OPENED
CODE_FRAME_COLUMNS: Mapping[str, Combinable] = {
    **FRAME_COLUMNS,
    "is_delivered": ExpressionWrapper(_IS_DELIVERED, output_field=BooleanField()),
    "is_opened": ExpressionWrapper(_IS_OPENED, output_field=BooleanField()),
    "is_started": _HAS_BEGUN,
    "is_completed": _completed_once(),
}
"""Columns for events with handed-over codes: each code may have given a response."""


KIND_OF_CASE, SEX_OF_CASE = _crime_kind(""), _listed_or_unknown("sex", SEXES)
"""Columns for rows of cases."""


# Bereaved relatives and people answering for another (SAF-10) never count as victims' answers.
def voice_rows(periods: Collection[str]) -> Iterator[VoiceRow]:
    """Core done or sent in, not withdrawn, the only one of their event."""
    rows = Response.objects.filter(
        is_the_only_one(),
        ~IS_OWN_ACCOUNT,
        withdrawn_at__isnull=True,
        instrument__code__in=VOICES,
        invitation__stage_event__period__in=periods,
    ).annotate(done_at=Coalesce("completed_at", "core_done_at"))
    columns = (
        "instrument__code", "invitation__stage_event__case", "invitation__stage_event__period",
        "answers", "done_at",
    )  # fmt: skip
    found = rows.filter(done_at__isnull=False).order_by("pk").values_list(*columns)
    people: dict[int, int] = {}
    for voice, case, period, answers, done_at in found.iterator(chunk_size=2000):
        yield VoiceRow(
            voice=voice,
            # Only which rows of this reading are of one case.
            person=people.setdefault(case, len(people)),
            period=period,
            answers=answers,
            completed_on=localdate(done_at, get_current_timezone()),
        )
