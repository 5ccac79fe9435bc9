from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog
from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from survey.bank import instruments, translations
from survey.bank.instruments import ShippedInstrument
from survey.bank.questions import TextLocation, read_bank
from survey.definition.parsing import parse_definition
from survey.models import WordingRemark
from survey.publishing import wording
from survey.reading.texts import AgreedWording, AgreedWordings, ReadableText, TextKind, text_key


# Sources of readable texts.
def _no_more_faults(_language: str, _text: ReadableText, _proposed: str) -> Sequence[str]:
    return ()


@dataclass(frozen=True, kw_only=True)
class TextSource:
    """`faults` beyond survey.reading.checks; `goes_live`: how agreed words reach respondents."""

    kind: TextKind
    label: Promise
    goes_live: Promise
    texts: Callable[[str], Iterable[ReadableText]]
    faults: Callable[[str, ReadableText, str], Sequence[str]] = _no_more_faults


@cache
def sources() -> tuple[TextSource, ...]:
    """In the respondents' order."""
    return tuple(import_string(path) for path in settings.READABLE_TEXTS)


def source_of(kind: TextKind) -> TextSource:
    return next(source for source in sources() if source.kind == kind)


BANK, SCALE = "bank", "scale"


def instrument_texts(language: str) -> Sequence[ReadableText]:
    locale = Path(settings.LOCALE_PATHS[0])
    path = translations.catalogue_path(language, locale)
    if not path.is_file():
        return ()
    return _texts(language, locale, path.stat().st_mtime_ns, told_in=get_language())


@lru_cache(maxsize=32)
def _texts(
    language: str, locale: Path, changed_at: int, *, told_in: str | None
) -> tuple[ReadableText, ...]:
    """Cached: the list of all languages has thousands."""
    return tuple(
        ReadableText(
            kind=TextKind.QUESTION,
            place=message.place,
            english=message.english,
            wording=message.wording,
            where=_where(message.place),
            note=message.note,
        )
        for message in _read_messages(language, locale, changed_at)
    )


@dataclass(frozen=True)
class _Message:
    place: str
    english: str
    wording: str
    note: str


@lru_cache(maxsize=32)
def _read_messages(language: str, locale: Path, _changed_at: int) -> tuple[_Message, ...]:
    catalogue: Catalog = translations.read_catalogue(language, locale)
    return tuple(
        _Message(
            place=message.context or "",
            english=str(message.id),
            wording="" if message.fuzzy else str(message.string or ""),
            note=" ".join(message.auto_comments),
        )
        for message in catalogue
        if message.id
    )


def _where(place: str) -> tuple[str, ...]:
    head, name, *rest = [*place.split("/"), "", ""]
    questions = read_bank(instruments.BANK).questions
    if head == BANK and name in questions:
        part = {"text": _("Question %(code)s"), "hint": _("Hint of question %(code)s")}
        says = part.get(rest[0], _("Choice of question %(code)s")) % {"code": name}
        return (says,) if rest[0] == "text" else (says, str(questions[name].entry["text"]))
    if head == SCALE:
        first = next((q for q in questions.values() if q.entry.get("scale") == name), None)
        return _("Choice of several questions, such as:"), str(first.entry["text"]) if first else ""
    return (_("Choice of several questions"),)


@dataclass(frozen=True)
class _Collector:
    keys: set[str] = field(default_factory=set)

    def __call__(self, english: str, place: TextLocation) -> Mapping[str, str]:
        self.keys.add(text_key(TextKind.QUESTION, place.context, english))
        return {"en": english}


def keys_of(shipped: ShippedInstrument) -> frozenset[str]:
    """The texts that a version asks."""
    collector = _Collector()
    shipped.expand(collector)
    return frozenset(collector.keys)


def publishing_faults(language: str, text: ReadableText, proposed: str) -> list[str]:
    in_place = agreed_wordings()
    own, other = (language, text.key), AgreedWording(replaces=text.words, wording=proposed)
    with_it = {**in_place.entries, own: [*in_place.entries.get(own, ()), other]}
    before = _gate(language, text.key, in_place)
    return [
        fault for fault in _gate(language, text.key, AgreedWordings(with_it)) if fault not in before
    ]


def _gate(language: str, key: str, agreed: AgreedWordings) -> list[str]:
    locale = Path(settings.LOCALE_PATHS[0])
    catalogue = translations.read_catalogue(language, locale)
    lookup = agreed.over(translations.Translations({language: catalogue}))
    bank = read_bank(instruments.BANK)
    definition = parse_definition(
        {
            "code": "proposed",
            "version": 1,
            "languages": [instruments.ENGLISH, language],
            "questions": [bank.expand(code, lookup) for code in _questions_with(key)],
        }
    )
    return [
        f"{question.code}: {fault}"
        for question in definition.questions
        for fault in wording.question_faults(question, definition.languages)
    ]


@cache
def _questions_with(key: str) -> tuple[str, ...]:
    bank = read_bank(instruments.BANK)
    found = []
    for code in bank.questions:
        collector = _Collector()
        bank.expand(code, collector)
        if key in collector.keys:
            found.append(code)
    return tuple(found)


QUESTIONS = TextSource(
    kind=TextKind.QUESTION,
    label=gettext_lazy("Questions and choices"),
    goes_live=gettext_lazy("Agreed words are asked from the next publishing of the instrument."),
    texts=instrument_texts,
    faults=publishing_faults,
)


def agreed_wordings() -> AgreedWordings:
    rows = WordingRemark.objects.filter(
        remark=WordingRemark.Remark.PROPOSAL,
        outcome=WordingRemark.Outcome.AGREED,
        kind=TextKind.QUESTION,
    ).order_by("ended_at", "pk")
    found: defaultdict[tuple[str, str], list[AgreedWording]] = defaultdict(list)
    for row in rows:
        found[row.language, row.text].append(AgreedWording(row.words, row.proposed))
    return AgreedWordings(dict(found))
