from collections.abc import Mapping, Sequence
from datetime import timedelta
from math import ceil

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from access.limits.selectors import Brake
from access.limits.table import Kind
from ui.formatting import format_moment

KINDS: Mapping[Kind, Promise] = {
    Kind.LINK: gettext_lazy("links that do not work"),
    Kind.GATE: gettext_lazy("wrong answers at the gate"),
    Kind.CODE: gettext_lazy("wrong codes"),
    Kind.WORDS: gettext_lazy("wrong words to take answers out"),
    Kind.OPEN_ANSWERS: gettext_lazy("answers begun without an invitation"),
    Kind.PASSWORD: gettext_lazy("wrong passwords of staff"),
    Kind.SECOND_FACTOR: gettext_lazy("wrong one-time codes of staff"),
    Kind.SIGN_ON: gettext_lazy("answers of forces’ sign-in that cannot be believed"),
    Kind.CASE_KEY: gettext_lazy("keys that no case has"),
    Kind.API_KEY: gettext_lazy("keys of other systems that are not known"),
    Kind.API_CALL: gettext_lazy("calls of other systems"),
}


def brake_words(brakes: Sequence[Brake]) -> list[str]:
    return [_brake_sentence(brake) for brake in brakes]


def _brake_sentence(brake: Brake) -> str:
    moment = format_moment(brake.at, language=get_language() or "en")
    if brake.kind is Kind.OPEN_ANSWERS:
        return _(
            "On %(moment)s many more people than usual began to answer without an invitation. "
            "Somebody may be sending many answers. For five minutes, an internet address from "
            "which three had begun had to wait, and no other."
        ) % {"moment": moment}
    return _(
        "On %(moment)s there were many more than usual of these: %(kind)s. Somebody may be "
        "guessing. For five minutes, whoever had failed three times had to wait, and nobody "
        "else."
    ) % {"kind": KINDS[brake.kind], "moment": moment}


def too_many_tries(wait: timedelta) -> str:
    minutes = ceil(wait.total_seconds() / 60)
    return ngettext(
        "There were too many tries. Wait %(minutes)s minute, then try again",
        "There were too many tries. Wait %(minutes)s minutes, then try again",
        minutes,
    ) % {"minutes": minutes}
