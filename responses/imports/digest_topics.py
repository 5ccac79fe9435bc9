"""What mails tell of case files: that some were loaded."""

from datetime import datetime

from django.utils.translation import gettext_lazy, ngettext

from access.digests.topics import DigestTopic
from access.permissions import Permission
from access.viewer import Viewer
from responses.imports.selectors.imports import results_by_force


def _loaded(viewer: Viewer, since: datetime) -> list[str]:
    parts = results_by_force(viewer).filter(
        import_batch__loaded_at__gte=since, import_batch__undone_at__isnull=True
    )
    ids = parts.order_by().values_list("import_batch_id", flat=True).distinct()
    return [f"import:{pk}" for pk in ids]


FILES = DigestTopic(
    name="files",
    label=gettext_lazy("Case files that were loaded"),
    permission=Permission.LOAD_CASES,
    waiting=_loaded,
    says=lambda count: (
        ngettext("%(count)s case file was loaded.", "%(count)s case files were loaded.", count)
        % {"count": count}
    ),
)
