"""UK GDPR, article 15."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Model, QuerySet

from responses.answering.gate import Gate
from responses.cases.selectors import is_sensitive
from responses.data_protection.answer_words import AskedWords
from responses.models import (
    CallAttempt,
    Case,
    CaseEvent,
    CodeAttempt,
    CodedText,
    DangerNotice,
    FollowUp,
    HeldChange,
    Invitation,
    OutboxMessage,
    PaperForm,
    PaperReading,
    PoliceUkFiling,
    Response,
    StageEvent,
    TelephoneCase,
    ThemeCoding,
    ThemeQuote,
    WrittenText,
)
from responses.vault import contacts, subject_access
from responses.vault.amendments import held_contacts
from responses.vault.sealed import redacted_texts, wishes, withdrawn_answers, written_texts
from responses.vault.sealed.redacted_texts import RedactedWords
from responses.vault.sealed.written_texts import OwnWords
from survey import selectors as survey_selectors
from survey.models import InstrumentVersion

KEYS = frozenset({"token_hash", "own_word_hash", "withdrawal_hash", "content_hash", "after_hash"})
"""Hashes are left out: they mean nothing to the person, and another reader could attack them."""


@dataclass(frozen=True, kw_only=True)
class ShownPerson:
    birth_year: int
    word: str = ""
    is_vouched_for: bool = False

    def opens(self, case: Case, *, word_hash: str) -> bool:
        if word_hash:
            return Gate(birth_year=None, word_hash=word_hash).accepts(self.word)
        if case.birth_year not in {None, self.birth_year}:
            return False
        return self.is_vouched_for or (case.birth_year is not None and not is_sensitive(case))


def held_about(mobile: str, *, by: ShownPerson) -> Mapping[str, Any]:
    """Without keys and hashes."""
    every = contacts.cases_of_number(mobile)
    agreed = subject_access.hashes_of(every)
    cases = Case.objects.filter(pk__in=every)
    case_ids = {case.pk for case in cases if by.opens(case, word_hash=agreed[case.pk])}
    known_alone = subject_access.records_of_number(mobile) if case_ids == every else {}
    events = StageEvent.objects.filter(case__in=case_ids)
    invitations = Invitation.objects.filter(stage_event__in=events)
    responses = list(
        Response.objects.filter(invitation__in=invitations)
        .select_related("instrument", "more_instrument")
        .order_by("pk")
    )
    return {
        "known_by_number_alone": known_alone,
        "contacts": subject_access.decrypted_contacts(case_ids),
        "cases": _rows(Case.objects.filter(pk__in=case_ids)),
        "waiting_changes": _rows(HeldChange.objects.filter(case__in=case_ids)),
        "waiting_contacts": held_contacts.decrypted(case_ids),
        "events": _rows(CaseEvent.objects.filter(case__in=case_ids)),
        "filed_with_police_uk": _rows(PoliceUkFiling.objects.filter(case__in=case_ids)),
        "decisions": _rows(events),
        "invitations": _rows(invitations),
        **_handed_over(invitations),
        "messages": _rows(OutboxMessage.objects.filter(invitation__in=invitations)),
        "follow_ups": _rows(FollowUp.objects.filter(response__in=responses)),
        "texts": _rows(WrittenText.objects.filter(response__in=responses)),
        "danger_notices": list(
            DangerNotice.objects.filter(case__in=case_ids)
            .order_by("pk")
            .values("category", "sent_at", "confirmed_at")
        ),
        **_made_of_words(responses),
        "answers": _answers(responses),
        "own_words": _own_words(responses),
    }


def _handed_over(invitations: QuerySet[Invitation]) -> dict[str, Any]:
    attempts = CodeAttempt.objects.filter(invitation__in=invitations)
    return {
        "codes": _rows(attempts),
        **_on_paper(attempts),
        "calls": _rows(TelephoneCase.objects.filter(invitation__in=invitations)),
        "call_attempts": _rows(
            CallAttempt.objects.filter(telephone_case__invitation__in=invitations)
        ),
    }


def _on_paper(attempts: QuerySet[CodeAttempt]) -> dict[str, Any]:
    forms = PaperForm.objects.filter(attempt__in=attempts).select_related("instrument")
    words = {form.pk: _asked_words(form.language, form.instrument) for form in forms}
    readings = PaperReading.objects.filter(form__attempt__in=attempts).order_by("pk")
    return {
        "forms_on_paper": [
            {**_row(form), "marks": words[form.pk].by_question(form.marks)}
            for form in forms.order_by("pk")
        ],
        "read_on_paper": [
            {
                **_row(reading),
                "answers": words[reading.form_id].answers(reading.answers),
                "marks": words[reading.form_id].by_question(reading.marks),
            }
            for reading in readings
        ],
    }


def _answers(responses: Sequence[Response]) -> list[dict[str, Any]]:
    withdrawn = withdrawn_answers.held([response.pk for response in responses])
    return [
        {
            **_row(response),
            "chances": _asked_by(response).by_question(response.chances),
            "answers": _asked_by(response).answers(withdrawn.get(response.pk, response.answers)),
        }
        for response in responses
    ]


def _made_of_words(responses: Sequence[Response]) -> dict[str, Any]:
    texts = CodedText.objects.filter(response__in=responses)
    return {
        "coded_texts": _rows(texts),
        "codings": _rows(ThemeCoding.objects.filter(text__in=texts)),
        "quotes": _rows(ThemeQuote.objects.filter(text__in=texts)),
    }


def _own_words(responses: Sequence[Response]) -> list[dict[str, Any]]:
    written = written_texts.held([response.pk for response in responses])
    redacted = redacted_texts.held([response.pk for response in responses])
    return [
        {
            "response": response.pk,
            "words": asdict(written.get(response.pk, OwnWords())),
            "redacted": asdict(redacted.get(response.pk, RedactedWords())),
            "reached_by": asdict(safe_way) if (safe_way := wishes.held(response.pk)) else None,
        }
        for response in responses
    ]


def _rows(rows: QuerySet) -> list[dict[str, Any]]:
    return [_row(row) for row in rows.order_by("pk")]


def _row(row: Model) -> dict[str, Any]:
    names = [field.attname for field in row._meta.concrete_fields]
    return {name: getattr(row, name) for name in names if name not in KEYS}


def _asked_by(response: Response) -> AskedWords:
    return _asked_words(response.language, response.instrument, response.more_instrument)


def _asked_words(language: str, *versions: InstrumentVersion | None) -> AskedWords:
    found = [survey_selectors.instrument(version) for version in reversed(versions) if version]
    questions = {one.code: one for instrument in found for one in instrument.questions}
    return AskedWords(questions=questions, language=language)
