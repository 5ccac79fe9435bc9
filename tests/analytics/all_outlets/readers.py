"""Who reads together: analysts of every force and of the nation, and others who see figures or how
asking goes."""

from django.test import Client

from access.models import User
from access.permissions import Role
from tests.analytics.all_outlets import nation
from tests.analytics.make import CITY
from tests.conftest import _staff, sign_in

OF_FORCES = (
    Role.OPERATIONS_LEAD, Role.POLICING_BODY, Role.SAFE_CONTACT_OFFICER, Role.PARTNER,
)  # fmt: skip


def others() -> dict[str, User]:
    analysts = {
        force: _staff(Role.FORCE_ANALYST, force, prefix=f"{force}.")
        for force in nation.FORCES
        if force != CITY
    }
    of_forces = {
        f"{force} {role}": _staff(role, force, prefix=f"{force}.")
        for force in nation.FORCES[:2]
        for role in OF_FORCES
    }
    of_all = {
        str(role): _staff(role, None, prefix="nation.")
        for role in (Role.OPERATIONS_LEAD, Role.OVERSIGHT)
    }
    return {**analysts, **of_forces, **of_all}


def signed_in(user: User) -> Client:
    client = Client()
    sign_in(client, user)
    return client
