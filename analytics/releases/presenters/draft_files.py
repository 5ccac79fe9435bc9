"""Makes a release that is to come: its draft and its files. It loads the linear programmes."""

from collections.abc import Callable
from dataclasses import replace

from access import selectors as access_selectors
from analytics.models import ReleaseDraft
from analytics.releases.draft import Draft, EditedWords, File, MakingStep
from analytics.releases.presenters.files import release_files
from analytics.releases.selectors import drafts


def prepare(row: ReleaseDraft, edited: EditedWords, told: Callable[[MakingStep], None]) -> Draft:
    """Raises UnableToReleaseError."""
    draft = drafts.prepare_draft(
        period=row.period,
        revision_note=edited.reason.get("en", "") if row.version > 1 else "",
        on=row.changed_at.date(),
        told=told,
    )
    return replace(draft, edited=edited)


def write(draft: Draft) -> list[File]:
    on = draft.edited.publish_on
    forces = list(access_selectors.forces_on(on)) if on else []
    return release_files(draft, forces=forces, is_simulated=access_selectors.is_simulated())
