"""What the home page tells coders: texts to code, and texts of which two coders said different
things."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import ngettext

from access.home.matters import HomeMatter
from access.permissions import Permission
from access.viewer import Viewer
from responses.models import CodedText
from responses.themes.selectors import coding


def _to_code(viewer: Viewer, _at: datetime) -> QuerySet[CodedText]:
    return coding.to_code(viewer)


CODING = HomeMatter(
    name="coding",
    permission=Permission.CODE_TEXTS,
    rows=_to_code,
    says=lambda count: ngettext("%(count)s text to code", "%(count)s texts to code", count),
    route="responses:coding",
)
