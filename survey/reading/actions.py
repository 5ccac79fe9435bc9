from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from access import audit
from access.actor import Actor
from access.approval import decisions
from access.audit import AuditKind
from survey.models import SignedWording, WordingRemark
from survey.publishing import actions as publishing
from survey.reading import selectors
from survey.reading.changes_file import changes_file
from survey.reading.checks import WordingFinding, wording_findings
from survey.reading.instrument_texts import source_of
from survey.reading.texts import ReadableText, words_hash

Remark, Outcome = WordingRemark.Remark, WordingRemark.Outcome
SignedBy = tuple[str, int]
"""The name and the number of a person."""


class WordingChangedError(Exception):
    pass


class ProposalWaitsError(Exception):
    pass


class UnfitWordingError(Exception):
    def __init__(self, findings: Sequence[WordingFinding], faults: Sequence[str]) -> None:
        super().__init__("; ".join([*(each.fault for each in findings), *faults]))
        self.findings, self.faults = findings, faults


@transaction.atomic
def sign(*, language: str, text: ReadableText, seen: str, by: Actor, at: datetime) -> None:
    """`seen` is the hash of the words. Raises WordingChangedError or ProposalWaitsError."""
    if text.words != seen or not text.wording:
        raise WordingChangedError
    if _open_proposals(language, text.key).exists():
        raise ProposalWaitsError
    reader: SignedBy = (by.name, decisions.require_person(by))
    if _sign(language, text.key, text.words, reader, at=at):
        _record(AuditKind.WORDING_SIGNED, language, text.key, by=by, at=at, words=text.words)


@transaction.atomic
def unsign(*, language: str, text: ReadableText, by: Actor, at: datetime) -> bool:
    """Returns whether it had one."""
    rows = SignedWording.objects.filter(language=language, text=text.key, words=text.words)
    gone, _by_model = rows.delete()
    if gone:
        _record(AuditKind.WORDING_UNSIGNED, language, text.key, by=by, at=at, words=text.words)
    return bool(gone)


@transaction.atomic
def propose(
    *,
    language: str,
    text: ReadableText,
    seen: str,
    proposed: str,
    comment: str,
    by: Actor,
    at: datetime,
) -> WordingRemark:
    """Raises WordingChangedError, UnfitWordingError or ProposalWaitsError."""
    if text.words != seen:
        raise WordingChangedError
    findings = wording_findings(text, proposed)
    faults = [] if findings else source_of(text.kind).faults(language, text, proposed)
    if findings or faults:
        raise UnfitWordingError(findings, faults)
    columns = _remark_columns(Remark.PROPOSAL, language, text, comment)
    kind = AuditKind.WORDING_PROPOSED
    try:
        return decisions.request_approval(
            WordingRemark, kind, by=by, at=at, proposed=proposed, **columns
        )
    except IntegrityError as error:
        raise ProposalWaitsError from error


@transaction.atomic
def ask(
    *, language: str, text: ReadableText, comment: str, by: Actor, at: datetime
) -> WordingRemark:
    columns = _remark_columns(Remark.QUESTION, language, text, comment)
    return decisions.request_approval(
        WordingRemark, AuditKind.WORDING_ASKED_ABOUT, by=by, at=at, **columns
    )


@transaction.atomic
def agree(*, remark_id: int, by: Actor, at: datetime) -> WordingRemark:
    """Counts as signed by its author; goes live by its source (survey.reading.instrument_texts).
    Raises ApprovalError, WordingChangedError or UnfitWordingError."""
    remark = decisions.lock_for_second(
        WordingRemark(pk=remark_id), by=by, at=at, remark=Remark.PROPOSAL
    )
    text = selectors.text_in_place(remark.language, remark.text)
    if text.words != remark.words:
        raise WordingChangedError
    if faults := source_of(text.kind).faults(remark.language, text, remark.proposed):
        raise UnfitWordingError((), faults)
    decisions.record_approval(remark, AuditKind.WORDING_AGREED, by=by, at=at)
    words = words_hash(remark.text, remark.proposed)
    proposer: SignedBy = (remark.said_by, remark.said_by_id)
    _sign(remark.language, remark.text, words, proposer, at=at)
    return remark


@transaction.atomic
def refuse(*, remark_id: int, answer: str, by: Actor, at: datetime) -> None:
    """Raises RequestDecidedError or OwnRequestError."""
    proposal = WordingRemark(pk=remark_id)
    decisions.refuse_request(
        proposal, AuditKind.WORDING_REFUSED, by=by, at=at, seen={"remark": Remark.PROPOSAL},
        answer=answer,
    )  # fmt: skip


@transaction.atomic
def answer_question(*, remark_id: int, answer: str, by: Actor, at: datetime) -> None:
    """The asker may answer too. Raises RequestDecidedError or NotAPersonError."""
    decisions.require_person(by)
    question = decisions.lock_request(WordingRemark(pk=remark_id), at=at, remark=Remark.QUESTION)
    answered = {"outcome": Outcome.ANSWERED, "answer": answer}
    decisions.record_decision(question, AuditKind.WORDING_ANSWERED, answered, by=by, at=at)


@transaction.atomic
def take_back(*, remark_id: int, by: Actor, at: datetime) -> None:
    """Raises RequestDecidedError or NotOwnRequestError."""
    decisions.withdraw_request(
        WordingRemark(pk=remark_id), AuditKind.WORDING_TAKEN_BACK, by=by, at=at
    )


def publish_shipped_instruments(*, by: Actor, at: datetime) -> None:
    for raw in selectors.definitions():
        publishing.publish_version(raw=raw, by=by, at=at)


@transaction.atomic
def export_wordings(*, language: str, by: Actor, at: datetime) -> str:
    remarks = selectors.agreed_not_shipped(language)
    audit.record(
        AuditKind.WORDINGS_EXPORTED, target=f"texts {language}", by=by, at=at, texts=len(remarks)
    )
    return changes_file(language, remarks)


# --- rows ---------------------------------------------------------------------------------------


def _sign(language: str, key: str, words: str, reader: SignedBy, *, at: datetime) -> bool:
    _row, was_created = SignedWording.objects.get_or_create(
        language=language,
        text=key,
        words=words,
        defaults={"signed_at": at, "signed_by": reader[0], "signed_by_id": reader[1]},
    )
    return was_created


def _remark_columns(
    remark: WordingRemark.Remark, language: str, text: ReadableText, comment: str
) -> dict[str, Any]:
    return {
        "remark": remark, "language": language, "text": text.key, "words": text.words,
        "kind": text.kind, "place": text.place, "english": text.english,
        "wording": text.wording, "comment": comment,
    }  # fmt: skip


def _open_proposals(language: str, key: str) -> QuerySet[WordingRemark]:
    return WordingRemark.objects.filter(
        language=language, text=key, remark=Remark.PROPOSAL, ended_at__isnull=True
    )


def _record(
    kind: AuditKind, language: str, key: str, *, by: Actor, at: datetime, **details: str | int
) -> None:
    audit.record(kind, target=f"text {language} {key}", by=by, at=at, **details)
