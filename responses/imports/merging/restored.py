"""What stays of a case whose import is undone (decision 48). Pure: no Django, no database.

One person undoes an import, so it may lift no more than a file that one person loads: what the
import said of a case stays where its absence would make the person more contactable. What it left
unknown said nothing, and is as it was before."""

from datetime import date

from responses.case_files.case import CaseRow
from responses.imports.merging.cases import FLAG, StoredRow, former_hearings, merge


def stays(stored: StoredRow, before: CaseRow, *, today: date) -> dict[str, object]:
    """The columns of the case that are not restored, with what they hold. `before` is the case as
    it was before the import."""
    names = [name for lift in merge(stored, before, today=today).lifts for name in lift.before]
    held: dict[str, object] = {
        name: getattr(stored.row, name) for name in names if not name.startswith(FLAG)
    }
    if hearings := former_hearings(stored, before.next_hearing_on, today):
        held["former_hearings"] = [day.isoformat() for day in hearings]
    said = [name.removeprefix(FLAG) for name in names if name.startswith(FLAG)]
    flags = {name: True for name in said if stored.row.flags.get(name)}
    return held | ({"flags": {**before.flags, **flags}} if flags else {})
