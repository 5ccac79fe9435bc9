from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from access.presenters import force_name
from responses.case_files.case import CONTACT_KINDS, LiftKind, Plain
from responses.case_files.columns import COLUMNS
from responses.case_files.standard.case_column import FLAG
from responses.imports.selectors.held_changes import HeldGroup, is_own
from responses.models import HeldChange
from responses.vault.amendments import held_contacts
from responses.vault.amendments.held_contacts import MaskedContact
from ui.formatting import format_moment, format_number

KINDS: Mapping[LiftKind, Promise] = {
    LiftKind.EXCLUSION: _("An exclusion by hand goes or becomes weaker"),
    LiftKind.OUT_OF_SCOPE: _("No longer dead, a business, an officer on duty or without a victim"),
    LiftKind.FLAG: _("A flag becomes no or unknown"),
    LiftKind.RISK: _("The risk is no longer high"),
    LiftKind.CRIME: _("A sensitive crime becomes another"),
    LiftKind.AGE: _("The year of birth makes an adult, or an older child"),
    LiftKind.ROLE: _("No longer a child, bereaved or a business"),
    LiftKind.LANGUAGE: _("The victim’s language becomes another"),
    LiftKind.NUMBER: _("Another number or address"),
    LiftKind.SAFE_CONTACT: _("Safe contact is renewed or widened"),
}
COLUMN_OF = {column.field: name for name, column in COLUMNS.items() if not column.flag}


@dataclass(frozen=True)
class GroupRow:
    """The changes of one kind of one import."""

    import_id: int
    kind: str
    label: str
    count: str
    since: str
    by: str
    may_rule: bool


@dataclass(frozen=True)
class HeldChangeRow:
    """One change."""

    pk: int
    case_key: str
    force: str
    parts: Sequence[tuple[str, str, str]]
    is_own: bool


def group_rows(groups: Iterable[HeldGroup]) -> list[GroupRow]:
    language = get_language() or "en"
    return [
        GroupRow(
            import_id=group.import_id,
            kind=group.kind.value,
            label=str(KINDS[group.kind]),
            count=format_number(group.count, language=language),
            since=format_moment(group.held_at, language=language),
            by=group.loaded_by,
            may_rule=group.may_rule,
        )
        for group in groups
    ]


def change_rows(changes: Sequence[HeldChange], *, user_id: int | None) -> list[HeldChangeRow]:
    language = get_language() or "en"
    of_contacts = {
        change.pk: change.case_id for change in changes if LiftKind(change.kind) in CONTACT_KINDS
    }
    numbers = held_contacts.masked(of_contacts) if of_contacts else {}
    return [
        HeldChangeRow(
            pk=change.pk,
            case_key=change.case.case_key,
            force=force_name(change.case.force, language),
            parts=_parts(change, numbers),
            is_own=is_own(change, user_id),
        )
        for change in changes
    ]


def _parts(
    change: HeldChange, numbers: Mapping[int, MaskedContact]
) -> Sequence[tuple[str, str, str]]:
    if change.kind in CONTACT_KINDS:
        found = numbers.get(change.pk, MaskedContact())
        parts, is_of_number = [], change.kind == LiftKind.NUMBER
        as_it_is, as_filed = gettext("as it is"), gettext("as the file says")
        if is_of_number:
            after = found.after or gettext("an address alone")
            parts.append((gettext("number"), found.before or gettext("none used"), after))
        if found.has_safe_record or not is_of_number:
            parts.append((gettext("safe contact"), as_it_is, as_filed))
        if found.has_word:
            parts.append((gettext("agreed word"), as_it_is, as_filed))
        return parts
    return [
        (column_name(name), value_word(change.before[name]), value_word(value))
        for name, value in change.after.items()
    ]


def column_name(attribute: str) -> str:
    return attribute if attribute.startswith(FLAG) else COLUMN_OF.get(attribute, attribute)


def value_word(value: Plain) -> str:
    if value is None or value == "":
        return gettext("blank")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return str(value)


def done_message(*, confirmed: bool, done: int) -> str:
    if confirmed:
        words = ngettext("%(count)s change is confirmed.", "%(count)s changes are confirmed.", done)
    else:
        words = ngettext("%(count)s change is refused.", "%(count)s changes are refused.", done)
    return words % {"count": format_number(done, language=get_language() or "en")}
