"""What readers of a language sign, propose and agree on."""

from access.actor import Actor
from survey.reading import actions, instrument_texts, selectors
from survey.reading.texts import TextKind
from tests.conftest import NOW

FIRST = Actor.user(user_id=101, name="First Reader")
SECOND = Actor.user(user_id=102, name="Second Reader")


def texts(kind=TextKind.QUESTION, language="pl"):
    return list(instrument_texts.source_of(kind).texts(language))


def sign(text, *, language="pl", by=FIRST):
    actions.sign(language=language, text=text, seen=text.words, by=by, at=NOW)


def propose(text, proposed, *, language="pl", by=FIRST, comment=""):
    return actions.propose(
        language=language, text=text, seen=text.words, proposed=proposed, comment=comment,
        by=by, at=NOW,
    )  # fmt: skip


def agreed(text, proposed, *, language="pl"):
    remark = propose(text, proposed, language=language)
    return actions.agree(remark_id=remark.pk, by=SECOND, at=NOW)


def in_place(text, language="pl"):
    return selectors.text_in_place(language, text.key)
