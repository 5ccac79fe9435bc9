from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from survey.definition.types import Instrument, Question
from survey.designer.instrument_presenters import join_words
from survey.evidence.records import Evidence, EvidenceKind
from ui.formatting import format_date
from ui.languages import OWN_NAMES

KINDS: Mapping[EvidenceKind, str | Promise] = {
    EvidenceKind.PANEL: gettext_lazy("A panel of people who went through it themselves"),
    EvidenceKind.INTERVIEW: gettext_lazy("Interviews about what people understood"),
    EvidenceKind.TEST: gettext_lazy("A test of the page with people who answered it"),
    EvidenceKind.TRANSLATION: gettext_lazy("A review of a translation by people who speak it"),
}


@dataclass(frozen=True)
class EvidenceRow:
    """`heading` is who was asked and when."""

    heading: str
    languages: str
    found: str
    changed: str
    recorded_by: str
    is_of_other_words: bool
    pk: int | None


def evidence_rows(question: Question, evidence: Iterable[Evidence]) -> tuple[EvidenceRow, ...]:
    """Those about today's words first."""
    own = [each for each in evidence if each.question == question.code]
    rows = (_row(each, is_of_other_words=not each.is_about(question)) for each in own)
    return tuple(sorted(rows, key=lambda row: row.is_of_other_words))


def lines_by_question(
    instrument: Instrument, evidence: Iterable[Evidence]
) -> dict[str, tuple[str, ...]]:
    """By question code."""
    lines: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for each in evidence:
        if each.is_about(instrument.question(each.question)):
            lines[each.question] += (_heading(each),)
    return dict(lines)


def _row(evidence: Evidence, *, is_of_other_words: bool) -> EvidenceRow:
    return EvidenceRow(
        heading=_heading(evidence),
        languages=join_words([OWN_NAMES.get(code, code) for code in evidence.languages]),
        found=evidence.found,
        changed=evidence.changed,
        recorded_by=evidence.recorded_by,
        is_of_other_words=is_of_other_words,
        pk=evidence.pk,
    )


def _heading(evidence: Evidence) -> str:
    people = ngettext("%(number)s person", "%(number)s people", evidence.people)
    return _("%(kind)s: %(people)s, %(day)s") % {
        "kind": KINDS[evidence.kind],
        "people": people % {"number": evidence.people},
        "day": format_date(evidence.on, language=get_language() or "en"),
    }
