from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from responses.helplines import selectors
from responses.helplines.listing import ENGLISH
from survey.reading.instrument_texts import TextSource
from survey.reading.texts import ReadableText, TextKind


def helpline_texts(language: str) -> Iterator[ReadableText]:
    for line in selectors.shown_listings():
        number = next(iter(line.numbers))
        parts = (
            ("name", _("Name of a helpline"), line.names),
            ("description", _("About the helpline %(name)s"), line.descriptions),
        )
        for part, says, wordings in parts:
            if wordings.get(language) and wordings.get(ENGLISH):
                yield ReadableText(
                    kind=TextKind.HELPLINE,
                    place=f"{number}/{part}",
                    english=wordings[ENGLISH],
                    wording=wordings[language],
                    where=(says % {"name": line.names[ENGLISH]},),
                )


HELPLINES = TextSource(
    kind=TextKind.HELPLINE,
    label=gettext_lazy("Helplines"),
    goes_live=gettext_lazy("Agreed words are entered by whoever keeps the helplines."),
    texts=helpline_texts,
)
