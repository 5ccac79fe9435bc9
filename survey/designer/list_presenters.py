"""The list of instruments: each version and draft as a row of words."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _

from survey import module_names
from survey.designer.instrument_presenters import offers
from survey.models import InstrumentDraft, InstrumentVersion
from survey.module_names import Named
from survey.selectors import Found, State
from ui import languages


@dataclass(frozen=True)
class Row:
    """`by` are the people, or the job, that brought it where it is."""

    name: str
    code: str
    state: State
    version: int
    standing: str
    day: date | None
    by: tuple[str, ...]
    offers: tuple[languages.Offer, ...]
    is_newest: bool = True


@dataclass(frozen=True)
class Group:
    code: str
    named: Named
    rows: tuple[Row, ...]


def groups(
    drafts: Iterable[InstrumentDraft], versions: Iterable[InstrumentVersion], *, on: date
) -> tuple[Group, ...]:
    """By instrument: drafts, then what was published, the newest first."""
    rows = [*map(_of_draft, drafts), *_of_versions(versions, on=on)]
    return tuple(
        Group(code, module_names.instrument(code), tuple(row for row in rows if row.code == code))
        for code in sorted({row.code for row in rows}, key=module_names.place)
    )


def row(found: Found, *, on: date, asked: int) -> Row:
    """`asked` is the version of the instrument that is asked that day, 0 where none is."""
    if isinstance(found.row, InstrumentDraft):
        return _of_draft(found.row)
    standing = _standing(found.row, on=on, is_newest=True, asked=asked)
    return _of_version(found.row, found.instrument.drafts, standing=standing, is_newest=True)


def _of_draft(draft: InstrumentDraft) -> Row:
    definition = draft.definition
    return Row(
        name=str(draft),
        code=draft.code,
        state=State.DRAFT,
        version=draft.version,
        standing=_("Proposed") if draft.proposed_at else _("Draft"),
        day=draft.effective_from,
        by=(str(draft.proposed_by) if draft.proposed_by else draft.saved_by,),
        offers=tuple(offers(definition["languages"], drafts=definition.get("drafts", ()))),
    )


def _of_versions(versions: Iterable[InstrumentVersion], *, on: date) -> Iterator[Row]:
    """Only the newest revision of a version has a page of its own."""
    versions = list(versions)
    asked = _asked(versions, on)
    for _same, revisions in groupby(versions, key=lambda each: (each.code, each.version)):
        for place, version in enumerate(revisions):
            drafts = version.draft_languages  # type: ignore[attr-defined]
            is_newest = place == 0
            standing = _standing(version, on=on, is_newest=is_newest, asked=asked[version.code])
            yield _of_version(version, drafts, standing=standing, is_newest=is_newest)


def _asked(versions: Iterable[InstrumentVersion], on: date) -> Mapping[str, int]:
    """By code, the version that is asked on a day."""
    asked: defaultdict[str, int] = defaultdict(int)
    for version in versions:
        if version.effective_from <= on and version.retired_at is None:
            asked[version.code] = max(asked[version.code], version.version)
    return asked


def _of_version(
    version: InstrumentVersion, drafts: Collection[str], *, standing: str, is_newest: bool
) -> Row:
    people = (version.proposed_by, version.confirmed_by)
    return Row(
        name=str(version),
        code=version.code,
        state=State.PUBLISHED,
        version=version.version,
        standing=standing,
        day=version.effective_from,
        by=tuple(str(person) for person in people if person) or (version.published_by,),
        offers=tuple(offers(version.languages, drafts=drafts)),
        is_newest=is_newest,
    )


def _standing(version: InstrumentVersion, *, on: date, is_newest: bool, asked: int) -> str:
    if version.retired_at is not None:
        return _("Retired")
    if version.effective_from > on:
        return _("Published, not asked yet")
    if asked > version.version:
        return _("Followed by version %(number)s") % {"number": asked}
    return _("Published") if is_newest else _("Followed by a newer revision")
