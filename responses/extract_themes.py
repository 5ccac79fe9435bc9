import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from operator import attrgetter
from typing import Any

from django.db.models import F, QuerySet
from django.utils.timezone import localdate, make_aware

from access import selectors as access_selectors
from responses import extract_columns
from responses.cases import readers
from responses.extract_case_levels import UNKNOWN
from responses.models import CodedText, Response, ThemeCoding
from responses.themes.frame import SIDES, coding_frame
from responses.themes.selectors import coding
from responses.themes.selectors.coding import final_themes
from responses.triage.risk.words import words_of
from responses.vault.sealed import redacted_texts
from survey import selectors as survey_selectors

LEAST_PEOPLE = 10
"""A word that fewer people used lately does not leave this door."""
RECENT = timedelta(weeks=4)
BEFORE = timedelta(weeks=52)
_PLACEHOLDER = re.compile(r"\[\w+\]")
CHUNK = 500
_YES = {True: "yes", False: "no"}
_CASE_OF_CODING = {
    "is_doubled": F("text__is_doubled"),
    "sent_at": F("text__sent_at"),
    "force": F("text__response__invitation__stage_event__case__force_id"),
    "stage": F("text__response__invitation__stage_event__survey_stage"),
    "crime_group": F("text__response__invitation__stage_event__case__crime_group"),
}


@dataclass(frozen=True, kw_only=True)
class CodedRow:
    force: str
    stage: str
    crime_group: str
    themes: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class DecidedText(CodedRow):
    decided_on: date


@dataclass(kw_only=True)
class TermCounts:
    totals: tuple[int, int]
    counts: Mapping[str, tuple[int, int]]


def coded_rows(period: str, *, completed_to: date) -> Iterator[CodedRow]:
    """Victims' own accounts, coded with the current frame."""
    version = coding_frame().version
    texts = _texts_of(period, completed_to).prefetch_related("codings")
    for text in texts.select_related("response__invitation__stage_event__case"):
        event = text.response.invitation.stage_event
        codings = [each for each in text.codings.all() if each.frame_version == version]
        themes = final_themes(codings, is_doubled=text.is_doubled)
        if themes is not None:
            yield CodedRow(
                force=event.case.force_id,
                stage=event.survey_stage,
                crime_group=event.case.crime_group or UNKNOWN,
                themes=frozenset(themes),
            )


def decided_texts(
    *, decided_from: date, decided_to: date, within: timedelta
) -> Iterator[DecidedText]:
    """Decided on these days, `within` this time of being sent."""
    begin, end = _moment(decided_from), _moment(decided_to + timedelta(days=1))
    texts = _counted_texts().filter(sent_at__gte=begin - within, sent_at__lt=end)
    codings = ThemeCoding.objects.filter(
        frame_version=coding_frame().version, text__in=texts.order_by().values("pk")
    )
    rows = codings.annotate(**_CASE_OF_CODING).order_by("text_id", "turn")
    for _text, of_text in itertools.groupby(rows.iterator(CHUNK), key=attrgetter("text_id")):
        found: list[Any] = list(of_text)
        decided_at = max(each.coded_at for each in found)
        themes = final_themes(found, is_doubled=found[0].is_doubled)
        is_soon = decided_at - found[0].sent_at <= within
        if themes is not None and is_soon and begin <= decided_at < end:
            yield DecidedText(
                force=found[0].force, stage=found[0].stage,
                crime_group=found[0].crime_group or UNKNOWN, themes=frozenset(themes),
                decided_on=localdate(decided_at),
            )  # fmt: skip


def undecided(period: str, *, completed_to: date) -> int:
    texts = _texts_of(period, completed_to).filter(state=coding.State.WAITING)
    return sum(
        final_themes(each.codings.all(), is_doubled=each.is_doubled) is None
        for each in texts.prefetch_related("codings")
    )


def coder_pairs() -> Mapping[str, Counter[tuple[str, str]]]:
    """By "side:theme", pairs of judgements from the first and second coder."""
    frame = coding_frame()
    turns = (ThemeCoding.CodingTurn.FIRST, ThemeCoding.CodingTurn.SECOND)
    rows = ThemeCoding.objects.filter(
        frame_version=frame.version, turn__in=turns, text__is_doubled=True
    )
    said: dict[int, dict[int, frozenset[str]]] = {}
    for text, turn, themes in rows.values_list("text", "turn", "themes"):
        said.setdefault(text, {})[turn] = frozenset(themes)
    both = [(each[1], each[2]) for each in said.values() if len(each) == 2]
    return {
        code: Counter((_YES[code in one], _YES[code in other]) for one, other in both)
        for code in theme_codes()
    }


def theme_codes() -> list[str]:
    return [f"{side}:{theme.code}" for side in SIDES for theme in coding_frame().themes]


def theme_names(language: str) -> Mapping[str, str]:
    return {each.code: each.name.get(language, each.name["en"]) for each in coding_frame().themes}


def frame_version() -> int:
    return coding_frame().version


def is_frame_draft() -> bool:
    return coding_frame().is_draft


def term_counts(at: datetime) -> Mapping[tuple[str, str], TermCounts]:
    """By area (force or NATIONAL) and language. Texts no force may see (SAF-13) count only for the
    nation."""
    people = _Terms()
    rows: list[Any] = list(_texts_with_words(at))
    heirs = access_selectors.heirs()
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        held = redacted_texts.held([row.response_id for row in chunk])
        for row in chunk:
            if words := held.get(row.response_id):
                is_hidden = row.is_national or not row.is_read_in_force
                people.add(
                    [coding.NATIONAL, *([] if is_hidden else [heirs[row.force_id]])],
                    row.language, row.person_key, f"{words.well}\n{words.better}",
                    is_recent=row.sent_at > at - RECENT,
                )  # fmt: skip
    return people.counted()


def _texts_with_words(at: datetime) -> QuerySet[CodedText]:
    return CodedText.objects.filter(
        coding.IS_HELD,
        state=coding.State.WAITING,
        batch__isnull=False,
        sent_at__gt=at - RECENT - BEFORE,
        sent_at__lte=at,
    ).annotate(is_read_in_force=readers.has_words_read_in_force())


@dataclass
class _Terms:
    """By area and language, and by word, before and lately."""

    used: dict[tuple[str, str], dict[str, tuple[set[str], set[str]]]] = field(default_factory=dict)

    def add(
        self, areas: Iterable[str], language: str, person: str, text: str, *, is_recent: bool
    ) -> None:
        terms = terms_of(text)
        for area in areas:
            used = self.used.setdefault((area, language), {})
            for term in terms:
                used.setdefault(term, (set(), set()))[is_recent].add(person)

    def counted(self) -> Mapping[tuple[str, str], TermCounts]:
        return {
            key: TermCounts(
                totals=(
                    sum(len(recent) for _, recent in terms.values()),
                    sum(len(before) for before, _ in terms.values()),
                ),
                counts={
                    term: (len(recent), len(before))
                    for term, (before, recent) in terms.items()
                    if len(recent) >= LEAST_PEOPLE
                },
            )
            for key, terms in self.used.items()
        }


def terms_of(text: str) -> set[str]:
    """Words and pairs of consecutive words, without placeholders and numbers."""
    terms: set[str] = set()
    for piece in _PLACEHOLDER.split(text):
        words = [(each.text.casefold(), each.sentence) for each in words_of(piece)]
        terms |= {word for word, _ in words if word.isalpha()}
        terms |= {
            f"{first} {second}"
            for (first, one), (second, other) in pairwise(words)
            if one == other and first.isalpha() and second.isalpha()
        }
    return terms


def _texts_of(period: str, completed_to: date) -> QuerySet[CodedText]:
    texts = _counted_texts(invitation__stage_event__period=period)
    return texts.filter(sent_at__lt=_moment(completed_to + timedelta(days=1))).order_by("pk")


def _counted_texts(**which: object) -> QuerySet[CodedText]:
    counted = Response.objects.filter(
        extract_columns.is_the_only_one(),
        extract_columns.IS_OWN_ACCOUNT,
        withdrawn_at__isnull=True,
        instrument__code=survey_selectors.SHORT_CORE,
        **which,
    )
    return CodedText.objects.filter(coding.IS_HELD, response__in=counted.values("pk"))


def _moment(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
