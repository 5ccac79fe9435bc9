import logging
from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.test import override_settings

from access.models import DataOrigin
from responses.models.contacts import (
    Contact,
    ContactHistory,
    HeldContact,
    Suppression,
)
from responses.vault import contacts, person_keys, subject_access
from tests.conftest import NOW, TESTER
from tests.responses import held
from tests.responses.asked import SAFE, TODAY, load, row
from tests.responses.suppressed import is_suppressed

pytestmark = [pytest.mark.django_db, pytest.mark.databases]

MOBILE = "+447700900321"
OLD, NEW = "1:" + "ab" * 32, "2:" + "cd" * 32


def contact_of(case) -> Contact:
    return Contact.objects.get(case=case)


def has_safe_record(case) -> bool:
    return contacts.people([case.pk], on=TODAY)[case.pk].facts.has_safe_record(TODAY)


class TestStore:
    def test_keeps_a_number_that_can_be_texted(self):
        [case] = load(row(contact_mobile=MOBILE))

        assert contacts.contact_route(case.pk).to == MOBILE

    def test_keeps_nothing_readable_in_the_database(self):
        [case] = load(row(contact_mobile=MOBILE, contact_email="victim@example.org"))

        held = contact_of(case)

        stored = b"".join([bytes(held.mobile), bytes(held.email), held.person_key.encode()])
        assert b"900321" not in stored
        assert b"example" not in stored

    def test_keeps_no_case_without_a_contact(self):
        load(row(contact_mobile=""))

        assert not Contact.objects.exists()

    def test_keeps_the_safe_contact_record(self):
        [case] = load(row(safe_contact_from=time(10), safe_contact_to=time(12), **SAFE))

        facts = contacts.people([case.pk], on=TODAY)[case.pk].facts

        assert facts.has_safe_record(TODAY)
        held = contacts.people([case.pk], on=TODAY)[case.pk].safe_hours
        assert held == contacts.SafeHours(time(10), time(12))

    @pytest.mark.safety
    @pytest.mark.parametrize("missing", ["safe_contact_confirmed_by", "safe_contact_confirmed_on"])
    def test_saf_1_takes_half_a_record_for_none(self, missing):
        blank = "" if missing.endswith("by") else None
        [case] = load(row(**{**SAFE, missing: blank}))

        facts = contacts.people([case.pk], on=TODAY)[case.pk].facts

        assert not facts.has_safe_record(TODAY)

    def test_replaces_what_was_held_when_the_case_is_amended(self):
        first = row(contact_mobile=MOBILE)
        [case] = load(first)
        load(row(case_key=first.case_key, contact_mobile="+447700900322"), at=NOW)

        assert contacts.contact_route(case.pk).to == "+447700900322"
        assert Contact.objects.count() == 1

    def test_takes_the_number_and_the_record_away_but_not_the_agreed_word(self):
        first = row(contact_mobile=MOBILE, **SAFE | {"safe_word_hash": "$argon2id$…"})
        [case] = load(first)
        load(row(case_key=first.case_key, contact_mobile=""), at=NOW)

        person = contacts.people([case.pk], on=TODAY)[case.pk]
        assert not person.facts.has_mobile
        assert not person.facts.has_safe_record(TODAY)
        assert subject_access.hashes_of([case.pk])[case.pk] == "$argon2id$…"

    @pytest.mark.safety
    def test_saf_6_keeps_the_agreed_word_until_a_second_person_confirms_another(self):
        first = row(contact_mobile=MOBILE, **SAFE | {"safe_word_hash": "$argon2id$…"})
        [case] = load(first)
        load(replace(first, safe_word_hash="", sex="female"), at=NOW)
        assert subject_access.hashes_of([case.pk])[case.pk] == "$argon2id$…"

        load(replace(first, safe_word_hash="$argon2id$2", sex="female"), at=NOW)
        assert subject_access.hashes_of([case.pk])[case.pk] == "$argon2id$…"
        assert held.waiting(case) == ["safe_contact"]

        held.confirm_all()
        assert subject_access.hashes_of([case.pk])[case.pk] == "$argon2id$2"

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_2_takes_no_confirmation_over_to_another_number(self):
        first = row(contact_mobile=MOBILE, **SAFE)
        [case] = load(first)
        changed = replace(first, contact_mobile="+447700900322")

        for again in (changed, replace(changed, sex="female"), replace(changed, sex="male")):
            load(again, at=NOW)
            assert not has_safe_record(case)

    @pytest.mark.safety
    def test_saf_2_takes_no_confirmation_over_a_gap_in_the_number(self):
        first = row(contact_mobile=MOBILE, **SAFE)
        [case] = load(first)
        load(replace(first, contact_mobile=""), at=NOW)
        load(replace(first, contact_mobile="+447700900322"), at=NOW)

        assert not has_safe_record(case)

    @pytest.mark.safety
    def test_saf_2_takes_a_later_confirmation_for_the_new_number(self):
        first = row(contact_mobile=MOBILE, **SAFE)
        [case] = load(first)
        later = SAFE["safe_contact_confirmed_on"] + timedelta(days=1)
        load(
            replace(first, contact_mobile="+447700900322", safe_contact_confirmed_on=later), at=NOW
        )

        assert has_safe_record(case)

    @pytest.mark.safety
    def test_saf_2_keeps_no_simulated_number_among_real_people(self):
        DataOrigin.objects.create(origin="real", set_at=NOW, set_by="tests")
        [case] = [*load_real(row(contact_mobile=MOBILE))]

        assert not contacts.people([case.pk], on=TODAY)[case.pk].facts.has_mobile
        with pytest.raises(contacts.NoNumberError):
            contacts.contact_route(case.pk)

    def test_remembers_a_bad_number_for_the_next_case_of_the_person(self):
        [first] = load(row(contact_mobile=MOBILE))
        contacts.record_bad_number(case_id=first.pk, on=TODAY)
        [second] = load(row(contact_mobile=MOBILE))

        assert contacts.people([second.pk], on=TODAY)[second.pk].facts.is_bad_number

    def test_forgets_a_bad_number_when_another_is_given(self):
        first = row(contact_mobile=MOBILE)
        [case] = load(first)
        contacts.record_bad_number(case_id=case.pk, on=TODAY)
        load(row(case_key=first.case_key, contact_mobile="+447700900322"), at=NOW)

        assert not contacts.people([case.pk], on=TODAY)[case.pk].facts.is_bad_number


def load_real(*rows):
    from responses.imports.actions import import_cases
    from responses.models import Case, Import

    import_cases.import_cases(
        rows=rows,
        source=Import.Source.CASE_FILE,
        file_names=[],
        is_simulated=False,
        by=TESTER,
        at=NOW,
    )
    return Case.objects.filter(case_key__in=[one.case_key for one in rows])


class TestPersonKey:
    def test_is_the_same_for_one_number_in_two_forces(self):
        here, there = load(
            row(contact_mobile=MOBILE), row(contact_mobile=MOBILE, force="metropolitan")
        )

        people = contacts.people([here.pk, there.pk], on=TODAY)

        assert people[here.pk].keys == people[there.pk].keys
        assert contacts.cases_of_same_person(here.pk) == {here.pk, there.pk}

    def test_knows_an_address_however_it_is_written(self):
        written = person_keys.person_key(mobile="", email=" Victim@Example.org")

        assert written == person_keys.person_key(mobile="", email="victim@example.org")

    def test_is_never_the_same_for_two_people_of_whom_nothing_is_known(self):
        assert person_keys.person_key(mobile="") != person_keys.person_key(mobile="")

    def test_cannot_be_made_without_the_secret(self):
        ours = person_keys.person_key(mobile=MOBILE)
        with override_settings(PERSON_KEY="another"):
            theirs = person_keys.person_key(mobile=MOBILE)

        assert ours != theirs


class TestSuppress:
    @pytest.mark.safety
    def test_saf_12_holds_in_every_force(self):
        here, there = load(
            row(contact_mobile=MOBILE), row(contact_mobile=MOBILE, force="metropolitan")
        )

        contacts.suppress(case_id=here.pk, by=TESTER, at=NOW, channel="web")

        assert is_suppressed(there.pk)

    @pytest.mark.safety
    def test_saf_12_holds_for_the_number_that_was_texted(self):
        first = row(contact_mobile=MOBILE)
        [case] = load(first)
        contacts.record_invited(case_id=case.pk, on=TODAY)
        load(replace(first, contact_mobile="+447700900322"), at=NOW)
        [elsewhere] = load(row(contact_mobile=MOBILE, force="metropolitan"))

        contacts.suppress(case_id=case.pk, by=TESTER, at=NOW, channel="web")

        assert is_suppressed(elsewhere.pk)
        assert is_suppressed(case.pk)
        assert contacts.cases_of_same_person(case.pk) == {case.pk, elsewhere.pk}

    @pytest.mark.safety
    def test_saf_12_survives_the_contact(self):
        [case] = load(row(contact_mobile=MOBILE))
        contacts.suppress(case_id=case.pk, by=TESTER, at=NOW, channel="web")
        contacts.destroy([case.pk])
        [later] = load(row(contact_mobile=MOBILE))

        assert is_suppressed(later.pk)

    def test_says_when_nobody_is_known(self):
        [case] = load(row(contact_mobile=""))

        assert contacts.suppress(case_id=case.pk, by=TESTER, at=NOW, channel="web") is False

    def test_is_done_once(self):
        [case] = load(row())
        for _time in range(2):
            assert contacts.suppress(case_id=case.pk, by=TESTER, at=NOW, channel="web")

        assert Suppression.objects.count() == 1


class TestPeople:
    def test_count_invitations_in_every_force(self):
        here, there = load(
            row(contact_mobile=MOBILE), row(contact_mobile=MOBILE, force="metropolitan")
        )
        contacts.record_invited(case_id=here.pk, on=TODAY)

        facts = contacts.people([there.pk], on=TODAY)[there.pk].facts

        assert facts.fatigued_until == TODAY + timedelta(days=120)

    def test_leave_out_cases_without_a_contact(self):
        [case] = load(row(contact_mobile=""))

        assert contacts.people([case.pk], on=TODAY) == {}

    def test_cost_the_same_queries_for_many_as_for_one(self, django_assert_num_queries):
        held = load(*(row() for _n in range(20)))
        with django_assert_num_queries(6):
            contacts.people([held[0].pk], on=TODAY)

        with django_assert_num_queries(6):
            contacts.people([case.pk for case in held], on=TODAY)


class TestDestroy:
    def test_leaves_only_keys(self):
        [case] = load(row(contact_mobile=MOBILE))
        contacts.record_invited(case_id=case.pk, on=TODAY)

        destroyed = contacts.destroy([case.pk])

        assert destroyed == 1
        assert not Contact.objects.exists()
        assert ContactHistory.objects.count() == 1

    def test_takes_what_waits_for_a_second_person_along(self):
        first = row(flags={}, **SAFE)
        [case] = load(first)
        load(replace(first, contact_mobile=MOBILE), at=NOW)
        assert held.waiting(case) == ["number"]

        contacts.destroy([case.pk])

        assert not HeldContact.objects.exists()
        assert held.waiting(case) == []


class TestMaskedNumbers:
    def test_show_three_digits(self):
        [case] = load(row(contact_mobile=MOBILE))

        assert contacts.masked_numbers([case.pk]) == {case.pk: "••• 321"}


class TestLogging:
    def test_says_nothing_of_anybody(self, caplog):
        with caplog.at_level(logging.DEBUG):
            [case] = load(row(contact_mobile=MOBILE))
            contacts.contact_route(case.pk)

        assert "900321" not in caplog.text
