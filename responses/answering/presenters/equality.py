from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from survey.definition.types import Block, Instrument, Question

OF_ANOTHER = "-P"
"""The end of the code of a question about another person than the respondent
(survey/bank/questions.py)."""
TOPICS: Mapping[str, Promise] = {
    "EQ-SEX": gettext_lazy("sex"),
    "EQ-AGE": gettext_lazy("age"),
    "EQ-ETH": gettext_lazy("ethnic group"),
    "EQ-DIS-1": gettext_lazy("health conditions and illnesses"),
    "EQ-REL": gettext_lazy("religion"),
    "EQ-ORI": gettext_lazy("sexual orientation"),
    "EQ-GEN-1": gettext_lazy("gender identity"),
    "EQ-MAR": gettext_lazy("marriage and civil partnership"),
    "EQ-PREG": gettext_lazy("pregnancy and birth"),
}
OTHER = gettext_lazy("other things of this kind")


@dataclass(frozen=True)
class Explainer:
    heading: str
    about: str
    topics: tuple[str, ...]


def explainer(instrument: Instrument) -> Explainer:
    asked = [each for each in instrument.in_block(Block.EQUALITY) if each.shown_if is None]
    if any(map(is_of_another, asked)):
        heading = _("May we ask some questions about the person?")
        about = _(
            "These questions are different from the others. "
            "They are about the person you answer for, and ask about:"
        )
    else:
        heading = _("May we ask some questions about you?")
        about = _(
            "These questions are different from the others. They are about you, and ask about:"
        )
    return Explainer(heading=heading, about=about, topics=tuple(dict.fromkeys(map(_topic, asked))))


def is_of_another(question: Question) -> bool:
    return question.code.endswith(OF_ANOTHER)


def _topic(question: Question) -> str:
    return str(TOPICS.get(question.code.removesuffix(OF_ANOTHER), OTHER))
