from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _

from survey import module_names
from survey.designer.instrument_presenters import list_offers
from survey.models import InstrumentDraft, InstrumentVersion
from survey.module_names import InstrumentName
from survey.selectors import InstrumentState, VersionOrDraft
from ui import languages


@dataclass(frozen=True)
class VersionRow:
    """`by` proposed and confirmed it, or the job that published it."""

    name: str
    code: str
    state: InstrumentState
    version: int
    status: str
    day: date | None
    by: tuple[str, ...]
    offers: tuple[languages.Offer, ...]
    is_newest: bool = True


@dataclass(frozen=True)
class InstrumentGroup:
    code: str
    named: InstrumentName
    rows: tuple[VersionRow, ...]


def group_versions(
    drafts: Iterable[InstrumentDraft], versions: Iterable[InstrumentVersion], *, on: date
) -> tuple[InstrumentGroup, ...]:
    """Drafts first, then the newest."""
    rows = [*map(_draft_row, drafts), *_version_rows(versions, on=on)]
    return tuple(
        InstrumentGroup(
            code, module_names.instrument_name(code), tuple(row for row in rows if row.code == code)
        )
        for code in sorted({row.code for row in rows}, key=module_names.list_position)
    )


def present_row(found: VersionOrDraft, *, on: date, asked: int) -> VersionRow:
    """One row."""
    if isinstance(found.row, InstrumentDraft):
        return _draft_row(found.row)
    status = _status(found.row, on=on, is_newest=True, asked=asked)
    return _version_row(found.row, found.instrument.drafts, status=status, is_newest=True)


def _draft_row(draft: InstrumentDraft) -> VersionRow:
    definition = draft.definition
    return VersionRow(
        name=str(draft),
        code=draft.code,
        state=InstrumentState.DRAFT,
        version=draft.version,
        status=_("Proposed") if draft.proposed_at else _("Draft"),
        day=draft.effective_from,
        by=(str(draft.proposed_by) if draft.proposed_by else draft.saved_by,),
        offers=tuple(list_offers(definition["languages"], drafts=definition.get("drafts", ()))),
    )


def _version_rows(versions: Iterable[InstrumentVersion], *, on: date) -> Iterator[VersionRow]:
    versions = list(versions)
    asked = _count_asked(versions, on)
    for _same, revisions in groupby(versions, key=lambda each: (each.code, each.version)):
        for place, version in enumerate(revisions):
            drafts = version.draft_languages  # type: ignore[attr-defined]
            is_newest = place == 0
            status = _status(version, on=on, is_newest=is_newest, asked=asked[version.code])
            yield _version_row(version, drafts, status=status, is_newest=is_newest)


def _count_asked(versions: Iterable[InstrumentVersion], on: date) -> Mapping[str, int]:
    asked: defaultdict[str, int] = defaultdict(int)
    for version in versions:
        if version.effective_from <= on and version.retired_at is None:
            asked[version.code] = max(asked[version.code], version.version)
    return asked


def _version_row(
    version: InstrumentVersion, drafts: Collection[str], *, status: str, is_newest: bool
) -> VersionRow:
    people = (version.proposed_by, version.confirmed_by)
    return VersionRow(
        name=str(version),
        code=version.code,
        state=InstrumentState.PUBLISHED,
        version=version.version,
        status=status,
        day=version.effective_from,
        by=tuple(str(person) for person in people if person) or (version.published_by,),
        offers=tuple(list_offers(version.languages, drafts=drafts)),
        is_newest=is_newest,
    )


def _status(version: InstrumentVersion, *, on: date, is_newest: bool, asked: int) -> str:
    if version.retired_at is not None:
        return _("Retired")
    if version.effective_from > on:
        return _("Published, not asked yet")
    if asked > version.version:
        return _("Followed by version %(number)s") % {"number": asked}
    return _("Published") if is_newest else _("Followed by a newer revision")
