from collections.abc import Callable
from dataclasses import replace
from datetime import date

from access import selectors as access_selectors
from access.models import Force
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
    return release_files(
        draft,
        forces=forces_in(draft, on=draft.edited.publish_on),
        is_simulated=access_selectors.is_simulated(),
    )


def forces_in(draft: Draft, *, on: date | None) -> list[Force]:
    named = {line.area for lines in (draft.figures, draft.responses) for line in lines}
    return [
        force
        for force in access_selectors.known_forces()
        if force.code in named or (on and force.exists_on(on))
    ]
