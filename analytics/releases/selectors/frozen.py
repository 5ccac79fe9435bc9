"""Published releases, read from the files that were frozen with them. No viewer: what is published
is everybody's, and what is not is never read here."""

from django.utils.timezone import localdate

from analytics.items import headline
from analytics.models import Release
from analytics.releases import content, reading
from analytics.releases.content import FrozenRelease
from ui.formatting import WELSH


class NoFrozenContentError(LookupError):
    """The release is older than `release.json`."""


def content_of(release: Release, language: str, *, question: str) -> FrozenRelease:
    """The frozen content as the page has it that shows a question, or the headline where there is
    no such question; in English for a language that releases are not written in. Raises
    NoFrozenContentError."""
    file = release.files.filter(name=content.NAME).first()
    if file is None:
        raise NoFrozenContentError
    return reading.read(
        file.content,
        language=WELSH if language == WELSH else "en",
        published_on=localdate(release.published_at),
        of_nation_on={question, headline().code},
    )
