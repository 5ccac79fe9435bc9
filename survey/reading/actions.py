"""What readers of a language do with its texts: sign them, propose other words, ask, and decide on
what another proposed. Nothing here changes a published wording."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from survey.models import SignedWording, WordingRemark
from survey.publishing import actions as publishing
from survey.reading import selectors
from survey.reading.changes_file import changes_file
from survey.reading.checks import WordingFinding, wording_findings
from survey.reading.sources import source_of
from survey.reading.texts import ReadableText, words_hash

Remark, Outcome = WordingRemark.Remark, WordingRemark.Outcome
SignedBy = tuple[str, int]
"""The name and the number of a person."""


class WordingChangedError(Exception):
    """The text has other words than those that the person saw."""


class ProposalWaitsError(Exception):
    """Somebody proposed other words for the text, and nobody has decided on them."""


class RemarkEndedError(Exception):
    """Somebody had decided on it, answered it or taken it back before."""


class OwnRemarkError(Exception):
    """Who proposed words may not agree to them; only who proposed them takes them back."""


class NobodySignsError(Exception):
    """A system job speaks no language: only people sign and remark."""


class UnfitWordingError(Exception):
    """The words cannot stand in the place of the text: what every text must keep (`findings`), and
    what its own rules say (`faults`)."""

    def __init__(self, findings: Sequence[WordingFinding], faults: Sequence[str]) -> None:
        super().__init__("; ".join([*(each.fault for each in findings), *faults]))
        self.findings, self.faults = findings, faults


@transaction.atomic
def sign(*, language: str, text: ReadableText, seen: str, by: Actor, at: datetime) -> None:
    """Sign the words that the reader saw, whose hash is `seen`. Signing twice is signing once.

    Raises WordingChangedError or ProposalWaitsError."""
    if text.words != seen or not text.wording:
        raise WordingChangedError
    if _open_proposals(language, text.key).exists():
        raise ProposalWaitsError
    reader: SignedBy = (by.name, _person(by))
    if _sign(language, text.key, text.words, reader, at=at):
        _record(AuditKind.WORDING_SIGNED, language, text.key, by=by, at=at, words=text.words)


@transaction.atomic
def unsign(*, language: str, text: ReadableText, by: Actor, at: datetime) -> bool:
    """Take the signature away, so that the text is read again. Returns whether it had one."""
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
    """Propose other words for those that the reader saw.

    Raises WordingChangedError, UnfitWordingError or ProposalWaitsError."""
    if text.words != seen:
        raise WordingChangedError
    findings = wording_findings(text, proposed)
    faults = [] if findings else source_of(text.kind).faults(language, text, proposed)
    if findings or faults:
        raise UnfitWordingError(findings, faults)
    remark = _remark(Remark.PROPOSAL, language, text, comment, by=by, at=at)
    remark.proposed = proposed
    try:
        with transaction.atomic():
            remark.save(force_insert=True)
    except IntegrityError as error:
        raise ProposalWaitsError from error
    _record(AuditKind.WORDING_PROPOSED, language, text.key, by=by, at=at, remark=remark.pk)
    return remark


@transaction.atomic
def ask(
    *, language: str, text: ReadableText, comment: str, by: Actor, at: datetime
) -> WordingRemark:
    """Ask about a text whoever owns the words, and other readers of the language."""
    remark = _remark(Remark.QUESTION, language, text, comment, by=by, at=at)
    remark.save(force_insert=True)
    _record(AuditKind.WORDING_ASKED_ABOUT, language, text.key, by=by, at=at, remark=remark.pk)
    return remark


@transaction.atomic
def agree(*, remark_id: int, by: Actor, at: datetime) -> WordingRemark:
    """Agree to words that another proposed: they are signed by whoever proposed them, and come
    before respondents as their source says (survey.reading.sources).

    Raises RemarkEndedError, OwnRemarkError, WordingChangedError, or UnfitWordingError where other
    words that were agreed on since leave no room for these: publishing would stop at them."""
    remark = _open(remark_id, Remark.PROPOSAL)
    if remark.said_by_id == by.user_id:
        raise OwnRemarkError
    text = selectors.text_in_place(remark.language, remark.text)
    if text.words != remark.words:
        raise WordingChangedError
    if faults := source_of(text.kind).faults(remark.language, text, remark.proposed):
        raise UnfitWordingError((), faults)
    _end(remark, Outcome.AGREED, by=by, at=at)
    words = words_hash(remark.text, remark.proposed)
    proposer: SignedBy = (remark.said_by, remark.said_by_id)
    _sign(remark.language, remark.text, words, proposer, at=at)
    _record_end(AuditKind.WORDING_AGREED, remark, by=by, at=at)
    return remark


@transaction.atomic
def refuse(*, remark_id: int, answer: str, by: Actor, at: datetime) -> None:
    """Leave the words as they are, with a reason for whoever proposed others.

    Raises RemarkEndedError or OwnRemarkError."""
    remark = _open(remark_id, Remark.PROPOSAL)
    if remark.said_by_id == by.user_id:
        raise OwnRemarkError
    _end(remark, Outcome.REFUSED, answer=answer, by=by, at=at)
    _record_end(AuditKind.WORDING_REFUSED, remark, by=by, at=at)


@transaction.atomic
def answer_question(*, remark_id: int, answer: str, by: Actor, at: datetime) -> None:
    """Raises RemarkEndedError."""
    remark = _open(remark_id, Remark.QUESTION)
    _end(remark, Outcome.ANSWERED, answer=answer, by=by, at=at)
    _record_end(AuditKind.WORDING_ANSWERED, remark, by=by, at=at)


@transaction.atomic
def take_back(*, remark_id: int, by: Actor, at: datetime) -> None:
    """Take one's own proposal or question back. Raises RemarkEndedError or OwnRemarkError."""
    remark = _open(remark_id, None)
    if remark.said_by_id != by.user_id:
        raise OwnRemarkError
    _end(remark, Outcome.TAKEN_BACK, by=by, at=at)
    _record_end(AuditKind.WORDING_TAKEN_BACK, remark, by=by, at=at)


def publish_shipped_instruments(*, by: Actor, at: datetime) -> None:
    """Publish what ships with what readers signed and agreed on here. What is published already
    stays as it is."""
    for raw in selectors.definitions():
        publishing.publish_version(raw=raw, by=by, at=at)


@transaction.atomic
def export_wordings(*, language: str, by: Actor, at: datetime) -> str:
    """The file of changes of a language (survey.reading.changes_file)."""
    remarks = selectors.agreed_not_shipped(language)
    audit.record(
        AuditKind.WORDINGS_EXPORTED, target=f"texts {language}", by=by, at=at, texts=len(remarks)
    )
    return changes_file(language, remarks)


# --- rows ---------------------------------------------------------------------------------------


def _sign(language: str, key: str, words: str, reader: SignedBy, *, at: datetime) -> bool:
    """Returns whether nobody had signed them."""
    _row, was_created = SignedWording.objects.get_or_create(
        language=language,
        text=key,
        words=words,
        defaults={"signed_at": at, "signed_by": reader[0], "signed_by_id": reader[1]},
    )
    return was_created


def _person(by: Actor) -> int:
    """Raises NobodySignsError."""
    if by.user_id is None:
        raise NobodySignsError
    return by.user_id


def _remark(
    remark: WordingRemark.Remark,
    language: str,
    text: ReadableText,
    comment: str,
    *,
    by: Actor,
    at: datetime,
) -> WordingRemark:
    return WordingRemark(
        remark=remark,
        language=language,
        text=text.key,
        words=text.words,
        kind=text.kind,
        place=text.place,
        english=text.english,
        wording=text.wording,
        comment=comment,
        said_at=at,
        said_by=by.name,
        said_by_id=_person(by),
    )


def _open_proposals(language: str, key: str) -> QuerySet[WordingRemark]:
    return WordingRemark.objects.filter(
        language=language, text=key, remark=Remark.PROPOSAL, ended_at__isnull=True
    )


def _open(remark_id: int, kind: WordingRemark.Remark | None) -> WordingRemark:
    """The remark, locked. Raises RemarkEndedError where it is not of the kind or has ended."""
    rows = WordingRemark.objects.select_for_update().filter(pk=remark_id, ended_at__isnull=True)
    found = (rows.filter(remark=kind) if kind else rows).first()
    if found is None:
        raise RemarkEndedError
    return found


def _end(
    remark: WordingRemark,
    outcome: WordingRemark.Outcome,
    *,
    answer: str = "",
    by: Actor,
    at: datetime,
) -> None:
    remark.outcome, remark.answer = outcome, answer
    remark.ended_at, remark.ended_by, remark.ended_by_id = at, by.name, _person(by)
    remark.save(update_fields=["outcome", "answer", "ended_at", "ended_by", "ended_by_id"])


def _record_end(kind: AuditKind, remark: WordingRemark, *, by: Actor, at: datetime) -> None:
    _record(kind, remark.language, remark.text, by=by, at=at, remark=remark.pk)


def _record(
    kind: AuditKind, language: str, key: str, *, by: Actor, at: datetime, **details: str | int
) -> None:
    audit.record(kind, target=f"text {language} {key}", by=by, at=at, **details)
