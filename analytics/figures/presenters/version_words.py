from collections.abc import Iterable

from django.utils.translation import gettext as _

from analytics import words
from analytics.figures.versions import VersionBegun
from ui import formatting


def begun_sentences(versions: Iterable[VersionBegun]) -> str:
    return " ".join(map(_sentence, versions))


def _sentence(version: VersionBegun) -> str:
    return _(
        "Version %(version)s of the questions began on %(day)s, while these answers came: a change "
        "may stand for how people were asked, and not for what was done for them."
    ) % {
        "version": words.number(version.number),
        "day": formatting.format_date(version.began, language=words.language()),
    }
