from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from access import selectors as access_selectors
from access.actor import Actor
from access.permissions import Permission
from access.viewer import Viewer


def national_people(email: str, approver_email: str | None) -> tuple[Actor, str]:
    person = _person(email)
    approver = _person(approver_email) if approver_email else None
    if approver and approver.user_id == person.user_id:
        raise CommandError(_("Nobody can approve what they do themselves."))
    actor = Actor.user(user_id=person.user_id, name=person.name)
    return actor, approver.name if approver else ""


def _person(email: str) -> Viewer:
    user = access_selectors.user_by_email(email)
    viewer = access_selectors.viewer_for(user.pk) if user else None
    if viewer is None or not viewer.may(Permission.VIEW_NATIONAL_PAGES):
        message = _("%(email)s is no national analyst.") % {"email": email}
        raise CommandError(message)
    return viewer
