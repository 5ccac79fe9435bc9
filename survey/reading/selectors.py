from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ObjectDoesNotExist
from django.utils.timezone import localdate

from access.permissions import Permission
from access.viewer import Viewer
from survey.bank import instruments
from survey.bank.translation_status import (
    INTERFACE,
    ReviewState,
    TranslationStatus,
    TranslationStatuses,
    read_translation_statuses,
)
from survey.definition.serialising import Raw
from survey.models import SignedWording, WordingRemark
from survey.publishing import shipped
from survey.reading import instrument_texts
from survey.reading.instrument_texts import agreed_wordings
from survey.reading.texts import MET_BY_RESPONDENTS, AgreedWordings, ReadableText, TextKind
from ui.languages import beside_english

PROPOSAL = WordingRemark.Remark.PROPOSAL
AGREED = WordingRemark.Outcome.AGREED


class NoSuchTextError(ObjectDoesNotExist):
    """Or the viewer does not read the language."""


@dataclass(frozen=True)
class DeskText:
    """A text in a language."""

    text: ReadableText
    signed: SignedWording | None
    remarks: Sequence[WordingRemark]

    @property
    def proposal(self) -> WordingRemark | None:
        return next((each for each in self.waiting if each.remark == PROPOSAL), None)

    @property
    def waiting(self) -> list[WordingRemark]:
        return [each for each in self.remarks if each.ended_at is None]

    @property
    def agreed(self) -> WordingRemark | None:
        agreed = [each for each in self.remarks if each.outcome == AGREED]
        last = max(agreed, key=lambda each: (each.ended_at or each.said_at, each.pk), default=None)
        return last if last and last.words == self.text.words else None

    @property
    def stands(self) -> bool:
        if self.signed is None or self.proposal is not None:
            return False
        other = self.agreed
        return other is None or other.ended_at is None or other.ended_at < self.signed.signed_at


@dataclass(frozen=True)
class LanguageDesk:
    """In the respondents' order."""

    language: str
    texts: Mapping[TextKind, Sequence[DeskText]]

    def find(self, key: str) -> DeskText:
        """Raises NoSuchTextError."""
        for each in self.all():
            if each.text.key == key:
                return each
        raise NoSuchTextError

    def all(self) -> Iterable[DeskText]:
        for own in self.texts.values():
            yield from own

    @property
    def is_all_signed(self) -> bool:
        """And none is in dispute."""
        met = [each for kind in MET_BY_RESPONDENTS for each in self.texts.get(kind, ())]
        return bool(met) and all(each.stands for each in met)


def languages_for(viewer: Viewer) -> list[str]:
    """In the order of the settings."""
    every = beside_english()
    if viewer.may(Permission.PUBLISH_INSTRUMENT):
        return every
    return [code for code in every if code in viewer.languages]


def may_sign(viewer: Viewer, language: str) -> bool:
    return viewer.may(Permission.SIGN_WORDINGS) and language in viewer.languages


def require_language(viewer: Viewer, language: str) -> None:
    """Raises NoSuchTextError."""
    if language not in languages_for(viewer):
        raise NoSuchTextError


def desk_for(viewer: Viewer, language: str) -> LanguageDesk:
    """Raises NoSuchTextError."""
    require_language(viewer, language)
    return _desks([language])[language]


def desks_for(viewer: Viewer) -> list[LanguageDesk]:
    found = _desks(languages_for(viewer))
    return list(found.values())


def remark_for(viewer: Viewer, language: str, pk: int) -> WordingRemark:
    """Raises NoSuchTextError or WordingRemark.DoesNotExist."""
    require_language(viewer, language)
    return WordingRemark.objects.get(pk=pk, language=language)


def text_in_place(language: str, key: str) -> ReadableText:
    """Raises NoSuchTextError."""
    agreed = agreed_wordings()
    for source in instrument_texts.sources():
        for text in source.texts(language):
            if text.key == key:
                return _with_agreed(text, language, agreed)
    raise NoSuchTextError


def agreed_not_shipped(language: str) -> list[WordingRemark]:
    """The latest of each text, in the texts' order."""
    rows = WordingRemark.objects.filter(language=language, remark=PROPOSAL, outcome=AGREED)
    latest = {row.text: row for row in rows.order_by("ended_at", "pk")}
    return [
        latest[text.key]
        for source in instrument_texts.sources()
        for text in source.texts(language)
        if text.key in latest and latest[text.key].proposed != text.wording
    ]


def _with_agreed(text: ReadableText, language: str, agreed: AgreedWordings) -> ReadableText:
    if text.kind is not TextKind.QUESTION:
        return text
    wording = agreed.wording_of(language, text.key, text.wording)
    return text if wording == text.wording else replace(text, wording=wording)


@dataclass(frozen=True)
class _Said:
    signed: Mapping[tuple[str, str, str], SignedWording]
    remarks: Mapping[tuple[str, str], Sequence[WordingRemark]]
    agreed: AgreedWordings

    def of(self, language: str, as_shipped: ReadableText) -> DeskText:
        text = _with_agreed(as_shipped, language, self.agreed)
        found = self.signed.get((language, text.key, text.words))
        return DeskText(text, found, self.remarks.get((language, text.key), []))


def _desks(languages: Sequence[str]) -> dict[str, LanguageDesk]:
    signed = _by_words(SignedWording.objects.filter(language__in=languages))
    said = _Said(signed, _remarks(languages), agreed_wordings())
    return {language: _desk(language, said) for language in languages}


def _remarks(languages: Iterable[str]) -> Mapping[tuple[str, str], Sequence[WordingRemark]]:
    found: defaultdict[tuple[str, str], list[WordingRemark]] = defaultdict(list)
    for row in WordingRemark.objects.filter(language__in=languages).order_by("-said_at", "-pk"):
        found[row.language, row.text].append(row)
    return found


def _by_words(rows: Iterable[SignedWording]) -> dict[tuple[str, str, str], SignedWording]:
    return {(row.language, row.text, row.words): row for row in rows}


def _desk(language: str, said: _Said) -> LanguageDesk:
    texts = {
        source.kind: [said.of(language, text) for text in source.texts(language)]
        for source in instrument_texts.sources()
    }
    return LanguageDesk(language, {kind: own for kind, own in texts.items() if own})


def definitions() -> list[Raw]:
    return shipped.definitions(statuses=statuses_with_signed(), over=agreed_wordings().over)


def statuses_with_signed() -> TranslationStatuses:
    """The shipped record, and whether readers signed in full here."""
    entries = dict(read_translation_statuses().entries)
    signed = _by_words(SignedWording.objects.all())
    begun = {language for language, _text, _words in signed} & set(beside_english())
    said = _Said(signed, _remarks(begun), agreed_wordings() if begun else AgreedWordings())
    for desk in [_desk(language, said) for language in sorted(begun)]:
        for part, status in _signed_parts(desk).items():
            known = entries.get((desk.language, part))
            if known is None or known.is_draft:
                entries[desk.language, part] = status
    return TranslationStatuses(entries)


def _signed_parts(desk: LanguageDesk) -> dict[str, TranslationStatus]:
    """All their texts are signed."""
    around = [
        each
        for kind in MET_BY_RESPONDENTS - {TextKind.QUESTION}
        for each in desk.texts.get(kind, ())
    ]
    questions = {each.text.key: each for each in desk.texts.get(TextKind.QUESTION, ())}
    parts = {INTERFACE: around}
    for own in instruments.shipped_instruments():
        if desk.language in own.languages:
            code, version = own.document["code"], own.document["version"]
            keys = instrument_texts.keys_of(own)
            parts[f"{code} {version}"] = [questions[key] for key in keys if key in questions]
    return {part: status for part, texts in parts.items() if (status := _status(texts))}


def _status(texts: Sequence[DeskText]) -> TranslationStatus | None:
    signed = [each.signed for each in texts if each.signed and each.stands]
    if not texts or len(signed) < len(texts):
        return None
    return TranslationStatus(
        review=ReviewState.REVIEWED,
        by=", ".join(sorted({each.signed_by for each in signed})),
        on=localdate(max(each.signed_at for each in signed)),
    )
