from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.db import IntegrityError

from access.actor import RESPONDENT, Actor
from access.models import AuditEvent
from responses.answering import gate
from responses.answering.actions import gate_attempts as attempt_actions
from responses.answering.selectors import attempts
from responses.casework.actions import safe_contact
from responses.casework.actions.safe_contact import NothingToConfirmError
from responses.casework.forms.passphrase import AgreedForm
from responses.casework.presenters import safe_contact as presenters
from responses.invitations.actions.codes import CodeRefusal, NoCodeError
from responses.models import Case
from responses.vault import contacts, subject_access
from responses.vault import safe_contact as vault_safe_contact
from responses.vault.facts import SAFE_CONTACT_DAYS
from responses.vault.safe_contact import SafeContact, SafeContactAgreement
from tests.conftest import NOW
from tests.responses import by_code, held
from tests.responses.asked import (
    NO_FLAGS,
    SAFE,
    TODAY,
    WORD_HASH,
    codes,
    decide,
    load,
    queue,
    row,
    send,
)

pytestmark = [pytest.mark.django_db, pytest.mark.safety]
YES = SafeContactAgreement(is_number_safe=True, channel="sms", word_hash=WORD_HASH)
WITHOUT_WORD = replace(YES, word_hash="")
ANN, BEA = Actor.user(user_id=901, name="Ann"), Actor.user(user_id=902, name="Bea")


@pytest.fixture(autouse=True)
def _people(django_user_model) -> None:
    for actor in (ANN, BEA):
        django_user_model.objects.create(pk=actor.user_id, email=f"{actor.name}@example.org")


def sensitive(**changes: object) -> Case:
    [case] = load(row(flags={}, **changes))
    return case


def confirm(case: Case, agreed: SafeContactAgreement = YES, by: Actor = ANN, at=NOW) -> bool:
    return safe_contact.confirm_safe_contact(case=case, agreed=agreed, by=by, at=at)


def record(case: Case) -> SafeContact:
    found = vault_safe_contact.read(case.pk)
    assert found is not None
    return found


def setter_of(case: Case) -> tuple[str, int | None]:
    word = subject_access.word_of(Case.objects.filter(pk=case.pk))
    return record(case).word_by, word.set_by_id


class TestPuttingAWordInThePlaceOfAnothers:
    """SAF-9: nobody gets past a word that somebody else agreed by setting one of their own."""

    def replaced(self, *, words: str = "A") -> Case:
        [case] = load(row(flags=NO_FLAGS | {"honour_based": True}, **SAFE))
        decide()
        for _word in words:
            confirm(case)
        return case

    @pytest.mark.parametrize("words", ["A", "AA"])
    def test_saf_9_gets_who_did_it_no_code(self, words):
        case = self.replaced(words=words)

        with pytest.raises(NoCodeError) as refused:
            by_code.draw(case, by=ANN)

        assert refused.value.reason is CodeRefusal.OWN_WORD
        assert "Ask another adviser" in presenters.refusal(refused.value.reason)

    @pytest.mark.parametrize("given", ["", "lapwing"])
    def test_saf_9_after_a_code_was_drawn_keeps_it_shut(self, given):
        case = by_code.routed(**SAFE)
        by_code.draw(case, by=ANN)
        confirm(case, replace(YES, word_hash=gate.hash_word("lapwing")))
        drawn = by_code.last_attempt().pk

        alone = attempt_actions.open_alone(
            attempt_id=drawn, own_word="", language="en", by=RESPONDENT, at=NOW
        )
        opened = attempt_actions.answer_gate(
            attempt_id=drawn, given=given, language="en", by=RESPONDENT, at=NOW
        )

        assert (alone.response, opened.response) == (None, None)

    def test_saf_9_lets_a_colleague_draw_a_code_that_asks_for_the_word(self):
        by_code.draw(self.replaced(), by=BEA)

        assert not attempts.opens_alone(by_code.last_attempt().pk)

    def test_saf_9_is_not_what_setting_the_first_word_is(self):
        [case] = load(row(flags=NO_FLAGS | {"honour_based": True}, **SAFE | {"safe_word_hash": ""}))
        decide()
        confirm(case)

        by_code.draw(case, by=ANN)

        assert attempts.opens_alone(by_code.last_attempt().pk)

    def test_saf_9_is_over_once_somebody_else_sets_another(self):
        case = self.replaced()
        confirm(case, by=BEA)

        by_code.draw(case, by=ANN)

        assert not attempts.opens_alone(by_code.last_attempt().pk)


class TestConfirming:
    def test_saf_1_lets_a_sensitive_case_be_asked_about(self):
        case = sensitive()
        decide()
        assert codes(case) == {"ST1": "NOSAFE"}

        confirm(case)
        decide(NOW + timedelta(minutes=1))

        assert codes(case) == {"ST1": "INVITE"}

    def test_saf_1_lets_a_case_of_high_risk_be_asked_about(self):
        case = sensitive(risk_level="high")
        decide()
        assert codes(case) == {"ST1": "HIGHRISK"}

        confirm(case)
        decide(NOW + timedelta(minutes=1))

        assert codes(case) == {"ST1": "INVITE"}

    def test_saf_1_sends_nothing_until_a_word_is_agreed(self):
        case = sensitive()
        confirm(case, WITHOUT_WORD)
        decide()
        assert codes(case) == {"ST1": "NOWORD"}

        confirm(case)
        assert codes(case) == {"ST1": "PENDING"}
        decide(NOW + timedelta(minutes=1))

        assert codes(case) == {"ST1": "INVITE"}

    def test_saf_1_ends_after_90_days(self):
        case = sensitive()
        confirm(case)

        expires_on = record(case).expires_on

        assert expires_on == TODAY + timedelta(days=SAFE_CONTACT_DAYS)
        assert not record(case).has_expired(expires_on)
        assert record(case).has_expired(expires_on + timedelta(days=1))

    def test_saf_1_is_asked_for_again_at_the_moment_of_sending(self):
        case = sensitive()
        confirm(case)
        decide()
        queue()
        confirm(case, replace(YES, is_number_safe=False), by=BEA)

        summary = send()

        assert (summary.sent, summary.cancelled) == (0, 1)
        assert codes(case) == {"ST1": "NOSAFE"}

    def test_saf_1_sends_no_text_to_who_chose_another_channel(self):
        case = sensitive()
        confirm(case, replace(YES, channel="email"))

        decide()

        assert codes(case) == {"ST1": "NOSAFE"}

    @pytest.mark.parametrize("flags", [NO_FLAGS, {}], ids=["other", "sensitive"])
    def test_saf_1_sends_nothing_to_who_chose_neither_text_nor_mail(self, flags):
        [case] = load(row(flags=flags))
        form = AgreedForm(
            {
                "is_number_safe": "yes",
                "channel": "other",
                "word": "lapwing",
                "word_again": "lapwing",
            },
            record=vault_safe_contact.read(case.pk),
            today=TODAY,
            is_word_needed=True,
        )
        assert form.is_valid()
        confirm(case, form.agreed())

        decide()

        assert codes(case) == {"ST1": "NOSAFE"}

    def test_keeps_hours_and_the_hash_of_the_word_alone(self):
        case = sensitive()
        confirm(
            case,
            replace(YES, start=time(10), end=time(12), word_hash=gate.hash_word("lapwing")),
        )

        assert (record(case).start, record(case).end) == (time(10), time(12))
        assert subject_access.hashes_of([case.pk])[case.pk].startswith("$argon2id$")

    def test_leaves_the_word_where_no_new_one_was_agreed(self):
        case = sensitive(safe_word_hash=gate.hash_word("lapwing"))

        confirm(case, WITHOUT_WORD)

        assert record(case).has_word

    def test_says_who_set_the_word(self):
        case = sensitive(safe_word_hash=gate.hash_word("lapwing"))
        assert setter_of(case) == ("case file", None)

        confirm(case, WITHOUT_WORD)
        assert setter_of(case) == ("case file", None)

        confirm(case)
        assert setter_of(case) == ("Ann", ANN.user_id)

    @pytest.mark.databases
    def test_is_kept_by_the_database_with_who_set_it(self):
        case = sensitive(safe_word_hash=WORD_HASH)

        with pytest.raises(IntegrityError):
            contacts.stored_contacts().filter(case_id=case.pk).update(safe_word_by="")

    def test_says_of_no_word_that_nobody_set_it(self):
        assert setter_of(sensitive()) == ("", None)

    def test_never_asks_again_about_a_message_that_was_taken_back(self):
        case = sensitive()
        confirm(case)
        decide()
        queue()
        confirm(case, replace(YES, is_number_safe=False))
        send()

        confirm(case)
        confirm(case, by=BEA)
        decide(NOW + timedelta(minutes=1))

        assert codes(case) == {"ST1": "NOSAFE"}

    def test_writes_who_it_was_and_no_number(self):
        case = sensitive(contact_mobile="+447700900321")
        confirm(case)

        event = AuditEvent.objects.get(kind="safe_contact.confirmed")

        assert event.actor_user_id == ANN.user_id
        assert event.target == f"responses.Case {case.pk}"
        assert "900321" not in str(event.details)

    def test_refuses_a_case_without_a_number(self):
        case = sensitive(contact_mobile="")

        with pytest.raises(NothingToConfirmError):
            confirm(case)

    def test_tells_the_last_digits_of_the_number_and_no_more(self):
        case = sensitive(contact_mobile="+447700900321")

        assert record(case).last_digits == "••• 321"
        assert "900321" not in repr(record(case))


class TestAnOverride:
    def test_takes_two_people(self):
        case = sensitive(**SAFE | {"number_safe": "no"})

        assert not confirm(case, by=ANN)
        assert record(case).number_safe == "no"
        decide()
        assert codes(case) == {"ST1": "NOSAFE"}

        assert confirm(case, by=BEA)
        assert record(case).number_safe == "yes"
        decide(NOW + timedelta(minutes=1))
        assert codes(case) == {"ST1": "INVITE"}

    def test_is_not_made_by_one_person_twice(self):
        case = sensitive(number_safe="no")

        assert [confirm(case, by=ANN), confirm(case, by=ANN)] == [False, False]
        assert record(case).number_safe == "no"

    def test_waits_for_a_week(self):
        case = sensitive(number_safe="no")
        confirm(case, by=ANN)

        assert not confirm(case, by=BEA, at=NOW + timedelta(days=8))
        assert confirm(case, by=ANN, at=NOW + timedelta(days=9))

    def test_is_not_needed_to_say_that_a_number_is_not_safe(self):
        case = sensitive(**SAFE)

        assert confirm(case, replace(YES, is_number_safe=False))
        assert record(case).number_safe == "no"


class TestTheNextCaseFile:
    def test_leaves_what_was_agreed_since(self):
        first = row(flags={}, **SAFE)
        [case] = load(first)
        confirm(case, replace(YES, start=time(10)))

        load(replace(first, sex="female"), at=NOW + timedelta(hours=1))

        assert (record(case).confirmed_by, record(case).start) == ("Ann", time(10))

    def test_saf_6_leaves_the_word_that_was_agreed_since(self):
        first = row(flags={}, safe_word_hash=gate.hash_word("lapwing"))
        [case] = load(first)
        confirm(case)

        load(replace(first, sex="female"), at=NOW + timedelta(hours=1))

        assert subject_access.hashes_of([case.pk])[case.pk] == WORD_HASH
        assert setter_of(case) == ("Ann", ANN.user_id)

    def test_brings_a_later_record(self):
        first = row(flags={})
        [case] = load(first)
        confirm(case, at=NOW - timedelta(days=20))

        load(replace(first, **SAFE), at=NOW + timedelta(hours=1))
        assert record(case).confirmed_by == "Ann"
        held.confirm_all()

        assert record(case).confirmed_by == "safe-contact officer"

    def test_saf_2_ends_what_was_agreed_where_it_says_that_the_number_is_not_safe(self):
        first = row(flags={})
        [case] = load(first)
        confirm(case)

        load(replace(first, number_safe="no"), at=NOW + timedelta(hours=1))

        assert record(case).number_safe == "no"

    def test_saf_2_ends_what_was_agreed_about_another_number(self):
        first = row(flags={}, contact_mobile="+447700900321")
        [case] = load(first)
        confirm(case)

        load(replace(first, contact_mobile="+447700900322"), at=NOW + timedelta(hours=1))

        assert vault_safe_contact.read(case.pk) is None
        held.confirm_all()
        assert record(case).confirmed_on is None
        decide(NOW + timedelta(hours=2))
        assert codes(case) == {"ST1": "NOSAFE"}

    def test_lets_a_record_that_it_brings_late_count_in_time(self):
        first = row(flags={})
        [case] = load(first)
        decide()
        load(replace(first, **SAFE), at=NOW + timedelta(hours=1))
        held.confirm_all()

        decide(NOW + timedelta(hours=2))

        assert codes(case) == {"ST1": "INVITE"}
