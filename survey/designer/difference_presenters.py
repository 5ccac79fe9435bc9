from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from django.utils.translation import gettext as _

from survey.definition.differences import Aspect, DefinitionChange
from survey.definition.expressions import Expression
from survey.definition.types import Instrument
from survey.designer.condition_presenters import ConditionWords, optional_words
from ui.languages import OWN_NAMES

ALIKE = 0.4
"""The share of common words (difflib's ratio, 0 to 1) below which two texts are shown as changed
as a whole: marking single words would make both hard to read."""


@dataclass(frozen=True)
class Part:
    """All changed or all unchanged."""

    words: str
    is_changed: bool


def mark_changed_words(before: str, after: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Both texts as parts."""
    one, other = before.split(), after.split()
    matcher = SequenceMatcher(a=one, b=other, autojunk=False)
    if matcher.ratio() < ALIKE:
        return _whole(before), _whole(after)
    blocks = matcher.get_matching_blocks()
    return (
        tuple(_parts(one, [(block.a, block.size) for block in blocks])),
        tuple(_parts(other, [(block.b, block.size) for block in blocks])),
    )


def _whole(text: str) -> tuple[Part, ...]:
    return (Part(text, is_changed=True),) if text else ()


def _parts(words: Sequence[str], kept: Sequence[tuple[int, int]]) -> Iterator[Part]:
    for (place, size), (following, _size) in pairwise([(0, 0), *kept]):
        for start, end, is_changed in (
            (place, place + size, False),
            (place + size, following, True),
        ):
            if end > start:
                yield Part(" ".join(words[start:end]), is_changed)


@dataclass(frozen=True)
class ChangeWords:
    """`sentence` says what changed."""

    sentence: str
    language: str = ""
    before: str = ""
    after: str = ""
    condition_before: ConditionWords | None = None
    condition_after: ConditionWords | None = None

    @property
    def before_parts(self) -> tuple[Part, ...]:
        return mark_changed_words(self.before, self.after)[0]

    @property
    def after_parts(self) -> tuple[Part, ...]:
        return mark_changed_words(self.before, self.after)[1]


@dataclass(frozen=True)
class PlaceChanges:
    code: str
    changes: tuple[ChangeWords, ...]


def changes_by_place(
    changes: Sequence[DefinitionChange], *, before: Instrument, after: Instrument, language: str
) -> tuple[PlaceChanges, ...]:
    codes = dict.fromkeys(change.place for change in changes)
    return tuple(
        PlaceChanges(
            code,
            tuple(
                _worded(change, before=before, after=after, language=language)
                for change in changes
                if change.place == code
            ),
        )
        for code in codes
    )


def _worded(
    change: DefinitionChange, *, before: Instrument, after: Instrument, language: str
) -> ChangeWords:
    sentence = _sentences(change)[change.aspect]
    if change.aspect is Aspect.CONDITION:
        return ChangeWords(
            sentence,
            condition_before=_condition(change.before, before, language),
            condition_after=_condition(change.after, after, language),
        )
    return ChangeWords(sentence, change.language, str(change.before), str(change.after))


def _condition(
    condition: str | Expression | None, instrument: Instrument, language: str
) -> ConditionWords | None:
    if isinstance(condition, str):
        return None
    return optional_words(condition, instrument, language=language)


def _sentences(change: DefinitionChange) -> Mapping[Aspect, str]:
    named = {
        "language": OWN_NAMES.get(change.language, change.language),
        "part": change.part,
        "before": change.before,
        "after": change.after,
    }
    return {
        Aspect.LANGUAGE_ADDED: _("%(language)s is offered now.") % named,
        Aspect.LANGUAGE_REMOVED: _("%(language)s is offered no more.") % named,
        Aspect.STANDING: _("The standing of %(language)s changed.") % named,
        Aspect.TITLE: _("The title changed in %(language)s.") % named,
        Aspect.ADDED: _("It is new."),
        Aspect.REMOVED: _("It was taken out."),
        Aspect.MOVED: _("It stands in another place."),
        Aspect.WORDING: _("The wording changed in %(language)s.") % named,
        Aspect.HINT: _("The hint changed in %(language)s.") % named,
        Aspect.MESSAGE: _("The message %(part)s changed in %(language)s.") % named,
        Aspect.CHOICE_ADDED: _("The choice %(part)s is new.") % named,
        Aspect.CHOICE_REMOVED: _("The choice %(part)s was taken out.") % named,
        Aspect.CHOICES_MOVED: _("The choices stand in another order."),
        Aspect.CHOICE_WORDING: _("The choice %(part)s is worded anew in %(language)s.") % named,
        Aspect.MEANING: _("The choice %(part)s means something else.") % named,
        Aspect.CONDITION: _("The condition %(part)s changed.") % named,
        Aspect.DETAIL: _("The property %(part)s changed.") % named,
    }
