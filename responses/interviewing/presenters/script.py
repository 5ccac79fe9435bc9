from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from responses import confidentiality
from responses.models import CallAttempt

CallStep = CallAttempt.CallStep


@dataclass(frozen=True)
class Script:
    """`goodbyes` by the button pressed."""

    say: Sequence[str]
    safe: str
    cover: str
    wrong_number: str
    for_now: str
    for_good: str
    more: str


def script_of(step: str, *, language: str, shown_number: str, month: str = "") -> Script:
    with translation.override(language):
        return Script(
            say=tuple(_sentences(step, shown_number=shown_number, month=month)),
            safe=_safe_question(),
            cover=_("Thank you, that is all. It was about feedback on a public service. Goodbye."),
            wrong_number=_(
                "I am sorry to have troubled you. We will not call this number again. Goodbye."
            ),
            for_now=_("That is fine. You do not have to take part. Goodbye."),
            for_good=_("We will not contact you again. Goodbye."),
            more=_(
                "Those were the questions that we ask everyone. You can leave it at that, or "
                "answer some more."
            ),
        )


def _sentences(step: str, *, shown_number: str, month: str) -> Sequence[str]:
    if step == CallStep.RINGING:
        genuine = _("You can check that this call is genuine: our number is %(number)s.")
        return (
            _("Hello. I am calling about feedback on a public service."),
            genuine % {"number": shown_number},
            _("Is now a good time?"),
        )
    if step == CallStep.ANSWERED:
        return (_("What is your year of birth, or your word?"),)
    if step == CallStep.KNOWN:
        return (_safe_question(),)
    return _consent(month) if step == CallStep.PRIVATE else ()


def _safe_question() -> str:
    return _("Is it safe and private to talk? If that changes, say “not interested” and hang up.")


def _consent(month: str) -> Sequence[str]:
    about = _(
        "These questions are about how the police dealt with what was reported to them in "
        "%(month)s."
    )
    return (
        about % {"month": month},
        _("We do not ask what happened. We ask what you think of how it was dealt with."),
        str(confidentiality.ANSWERS),
        str(confidentiality.LIMITS),
        _("You do not have to answer. You can leave out any question, and stop at any time."),
        _("Do you want to go on?"),
    )
