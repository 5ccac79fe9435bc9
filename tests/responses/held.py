"""Changes of case files that wait, and the people who bring and judge them."""

from access.actor import Actor
from access.models import User
from responses.imports.actions import held_changes
from responses.models import Case, HeldChange
from tests.conftest import NOW

WAITING = HeldChange.HeldState.WAITING


def person(name: str = "Second") -> Actor:
    user, _is_new = User.objects.get_or_create(email=f"{name}@example.org", name=name)
    return Actor.user(user_id=user.pk, name=name)


def waiting(case: Case | None = None) -> list[str]:
    changes = HeldChange.objects.filter(state=WAITING, **({"case": case} if case else {}))
    return sorted(changes.values_list("kind", flat=True))


def ids() -> list[int]:
    return list(HeldChange.objects.filter(state=WAITING).values_list("pk", flat=True))


def confirm_all(*, by: Actor | None = None, at=NOW) -> int:
    if not ids():
        return 0
    return held_changes.confirm_changes(change_ids=ids(), by=by or person(), at=at)


def refuse_all(*, by: Actor | None = None, at=NOW) -> int:
    return held_changes.refuse_changes(change_ids=ids(), by=by or person(), at=at)
