from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics import words
from analytics.proxies.counting import ProxyFigures, ProxyShare
from survey.bank.pathways import BEREAVED, PROXY
from survey.definition.types import Question
from ui import formatting

NAMES: Mapping[str, Promise] = {
    BEREAVED: gettext_lazy("Relatives of someone who died"),
    PROXY: gettext_lazy("Who answered in the place of a victim who cannot"),
}


@dataclass(frozen=True, kw_only=True)
class ProxyLine:
    question: str
    people: str
    share: str
    interval: str


@dataclass(frozen=True, kw_only=True)
class ProxyTable:
    name: str
    lead: str
    rows: Sequence[ProxyLine]


def tables(
    found: ProxyFigures, questions: Mapping[str, Mapping[str, Question]]
) -> list[ProxyTable]:
    return [
        ProxyTable(
            name=str(name),
            lead=_lead(found.people.get(voice)),
            rows=[
                _line(question, found.shares[voice][code])
                for code, question in questions.get(voice, {}).items()
                if code in found.shares.get(voice, {})
            ],
        )
        for voice, name in NAMES.items()
    ]


def _lead(people: int | None) -> str:
    if people is None:
        return _("Fewer than fifty people answered so in this year: nothing is said of them.")
    return _("%(people)s people or a few more answered so.") % {"people": words.number(people)}


def _line(question: Question, one: ProxyShare) -> ProxyLine:
    return ProxyLine(
        question=words.text_of(question.text),
        people=words.number(one.people),
        share=words.percent(one.share),
        interval=formatting.format_interval(
            one.interval.lower, one.interval.upper, language=words.language()
        ),
    )
