from collections.abc import Mapping
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from access.home.choices import Asked, HomePart
from access.permissions import Permission
from access.viewer import Viewer
from responses.readiness import selectors
from responses.readiness.duties import DutyState
from responses.readiness.duty_words import DUTY_WORDS
from ui.formatting import format_words


def _duties(viewer: Viewer, at: datetime, _asked: Asked) -> Mapping[str, object] | None:
    """None for a force's administrator."""
    if not viewer.is_national:
        return None
    open_ones = [
        one.duty
        for one in selectors.standings(on=localdate(at))
        if one.state is not DutyState.STANDS
    ]
    if not open_ones:
        return {"sentence": _("Every duty before real people are asked is signed.")}
    names = [str(DUTY_WORDS[duty].title) for duty in open_ones]
    told = {
        "count": len(open_ones),
        "duties": format_words(names, language=get_language() or "en"),
    }
    return {
        "sentence": ngettext(
            "%(count)s duty before real people are asked does not stand: %(duties)s.",
            "%(count)s duties before real people are asked do not stand: %(duties)s.",
            len(open_ones),
        )
        % told
    }


DUTIES = HomePart(
    permissions=(Permission.ADMINISTER,),
    template="responses/staff/_home_duties.html",
    context=_duties,
)
