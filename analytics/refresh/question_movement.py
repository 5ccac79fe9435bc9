"""Whether the shown figures of an item may be replaced. Two versions of a figure, read one against
the other, give the people who came in between; so an item moves only where at every place that is
shown both times, and among all the others together, nobody came or went or ten people or more. Else
it stays as it was, whole: in the nation and in every force. Pure."""

from collections.abc import Mapping

from analytics.disclosure.places import NATION
from analytics.disclosure.question_tables import TOTAL, ItemTable, Place
from analytics.disclosure.timing import LEAST_CHANGE


def may_move(before: ItemTable, after: ItemTable) -> bool:
    """`before` as it is shown now, `after` as it would be shown."""
    if TOTAL not in before.shown:
        return True
    return all(
        change == 0 or abs(change) >= LEAST_CHANGE
        for is_force in (True, False)
        for change in _changes(before, after, is_force=is_force)
    )


def _changes(before: ItemTable, after: ItemTable, *, is_force: bool) -> list[int]:
    """Of one list: of each place shown both times, and of the rest together."""
    changes: Mapping[Place, int] = {
        place: after.people.get(place, 0) - before.people.get(place, 0)
        for place in before.people.keys() | after.people.keys()
        if place != TOTAL and (place[0] != NATION) is is_force
    }
    both = before.shown & after.shown
    rest = sum(change for place, change in changes.items() if place not in both)
    return [rest, *(change for place, change in changes.items() if place in both)]
