from collections.abc import Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from responses.sms import texts
from survey.reading.instrument_texts import TextSource
from survey.reading.texts import ReadableText, TextKind

ENGLISH = "en"
MESSAGES: Mapping[str, tuple[Promise, Mapping[str, str]]] = {
    "text": (gettext_lazy("Text message"), texts.TEMPLATES),
    "shorter": (gettext_lazy("Shorter text message, in a trial"), texts.SHORTER),
    "answer": (gettext_lazy("Automatic answer to a reply"), texts.ANSWERS),
    "subject": (gettext_lazy("Subject of the e-mail"), texts.EMAIL_SUBJECTS),
    "email": (gettext_lazy("The e-mail"), texts.EMAILS),
}


def message_texts(language: str) -> Iterator[ReadableText]:
    """Nothing if no one is texted in the language."""
    for place, (label, wordings) in MESSAGES.items():
        if language in wordings:
            yield ReadableText(
                kind=TextKind.MESSAGE,
                place=place,
                english=wordings[ENGLISH],
                wording=wordings[language],
                where=(str(label),),
            )


INVITATIONS = TextSource(
    kind=TextKind.MESSAGE,
    label=gettext_lazy("Texts and e-mails"),
    goes_live=gettext_lazy(
        "Agreed words go into the templates of the provider and into the product with the next "
        "set-up, from the file of changes."
    ),
    texts=message_texts,
)
