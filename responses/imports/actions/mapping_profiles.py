"""Writes mapping profiles."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.models import Force
from responses.case_files.extracts.made_up import made_up_file
from responses.case_files.mapping_profile import force_profile
from responses.models import MappingProfile


@transaction.atomic
def save_profile(
    *, force: Force, name: str, text: str, by: Actor, at: datetime, renews_test_file: bool = False
) -> MappingProfile:
    """Replaces one of the same name. Raises ProfileError with every fault."""
    read = force_profile(text, force=force.code)
    profile, _is_new = MappingProfile.objects.update_or_create(
        force=force, name=name, defaults={"text": text, "saved_at": at, "saved_by": by.name}
    )
    if renews_test_file or not profile.test_file:
        profile.test_file = made_up_file(read, on=localdate(at))
        profile.save(update_fields=["test_file"])
    audit.record(
        AuditKind.MAPPING_PROFILE_SAVED, target=profile, by=by, at=at, force=force.code, name=name
    )
    return profile
