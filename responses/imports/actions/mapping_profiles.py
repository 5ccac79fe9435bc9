"""Writes mapping profiles."""

from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.models import Force
from responses.case_files.mapping_profile import parse_profile
from responses.models import MappingProfile


@transaction.atomic
def save_profile(*, force: Force, name: str, text: str, by: Actor, at: datetime) -> MappingProfile:
    """Save a force's profile, replacing one of the same name. Earlier uploads keep the profile with
    which they were uploaded. Raises ProfileError with every fault."""
    parse_profile(text)
    profile, _is_new = MappingProfile.objects.update_or_create(
        force=force, name=name, defaults={"text": text, "saved_at": at, "saved_by": by.name}
    )
    audit.record(
        AuditKind.MAPPING_PROFILE_SAVED, target=profile, by=by, at=at, force=force.code, name=name
    )
    return profile
