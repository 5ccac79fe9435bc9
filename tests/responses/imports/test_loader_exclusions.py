"""Exclusions for which a file has neither person nor day: whoever loads it excludes (SAF-18)."""

from datetime import timedelta

import pytest
import time_machine

from access.models import Force
from responses.eligibility.actions import exclusions
from responses.eligibility.actions.exclusions import OwnExclusionError
from responses.eligibility.selectors import exclusions as exclusion_selectors
from responses.imports.actions import mapping_profiles
from responses.models import Case, ExclusionRuling, HeldChange
from tests.conftest import NOW
from tests.responses.case_files.examples import csv_text, record
from tests.responses.imports.uploading import loaded, loader

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.safety]
PROFILE = """
[columns]
"Do not contact" = "exclude_code"
[values.exclude_code]
Y = "NOCONTACT"
N = ""
[exclusions]
by = "loader"
on = "load"
"""


@pytest.fixture
def by(data_loader):
    return loader(data_loader)


@pytest.fixture
def profile(by):
    force = Force.objects.get(code="city-of-london")
    return mapping_profiles.save_profile(force=force, name="own", text=PROFILE, by=by, at=NOW)


def load(says: str, *, by, profile, at=NOW, **cells: str) -> Case:
    text = csv_text([record(**{"Do not contact": says}, **cells)])
    with time_machine.travel(at, tick=False):
        loaded(text, by=by, profile=profile)
    return Case.objects.get()


class TestABareYes:
    def test_excludes_by_whoever_loads_on_the_day_of_the_load(self, by, profile):
        case = load("Y", by=by, profile=profile)

        assert (case.exclude_code, case.exclude_by) == ("NOCONTACT", by.name)
        assert case.exclude_on == NOW.date()

    def test_is_not_confirmed_by_whoever_loaded_it(self, by, profile):
        case = load("Y", by=by, profile=profile)

        with pytest.raises(OwnExclusionError):
            exclusions.confirm_exclusion(case=case, code="NOCONTACT", by=by, at=NOW)

    def test_of_a_no_excludes_nobody(self, by, profile):
        assert load("N", by=by, profile=profile).exclude_code == ""

    def test_again_in_a_later_file_is_the_same_exclusion(self, by, profile, operations_lead):
        case = load("Y", by=by, profile=profile)
        lead = loader(operations_lead)
        exclusions.confirm_exclusion(case=case, code="NOCONTACT", by=lead, at=NOW)

        for days, stage_on in ((30, "2026-10-01"), (60, "2026-10-02")):
            at = NOW + timedelta(days=days)
            load("Y", by=by, profile=profile, at=at, stage_on=stage_on)

        case.refresh_from_db()
        assert case.exclude_on == NOW.date()
        assert exclusion_selectors.rulings_in_force().filter(case=case).exists()
        assert not HeldChange.objects.exists()

    def test_that_a_second_person_refused_stays_refused(self, by, profile, operations_lead):
        case = load("Y", by=by, profile=profile)
        lead = loader(operations_lead)
        exclusions.refuse_exclusion(case=case, code="NOCONTACT", by=lead, at=NOW)

        load("Y", by=by, profile=profile, at=NOW + timedelta(days=30), stage_on="2026-10-01")

        assert ExclusionRuling.objects.get().excluded_on == NOW.date()
        case.refresh_from_db()
        assert case.exclude_on == NOW.date()

    def test_that_goes_waits_for_a_second_person(self, by, profile):
        load("Y", by=by, profile=profile)

        case = load("N", by=by, profile=profile, at=NOW + timedelta(days=30))

        assert case.exclude_code == "NOCONTACT"
        assert HeldChange.objects.count() == 1

    def test_unchanged_changes_nothing(self, by, profile):
        before = load("Y", by=by, profile=profile)

        after = load("Y", by=by, profile=profile, at=NOW + timedelta(days=30))

        assert after.last_import_id == before.last_import_id
