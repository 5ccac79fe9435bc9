from dataclasses import replace
from datetime import timedelta

import pytest

from responses.casework.actions import safe_contact as pages
from responses.eligibility.actions import exclusions
from responses.imports.actions import held_changes, import_cases
from responses.imports.actions.held_changes import NoSuchChangeError, forget_old_changes
from responses.imports.actions.undo import undo_import
from responses.imports.selectors.held_changes import WAITS_FOR
from responses.invitations.actions.codes import CodeRefusal, NoCodeError
from responses.models import Case, HeldChange, Import
from responses.models.contacts import Contact
from responses.vault import contacts
from responses.vault.safe_contact import SafeContactAgreement
from tests.conftest import NOW, TESTER
from tests.responses import by_code, held
from tests.responses.asked import NO_FLAGS, SAFE, TODAY, codes, decide, load, row
from tests.responses.invited import hash_of

pytestmark = [pytest.mark.django_db, pytest.mark.safety]
FIRST, OTHER, ADDRESS = "+447700900321", "+447700900322", "anna@example.org"
SENSITIVE = NO_FLAGS | {"stalking": True}
YESTERDAY = TODAY - timedelta(days=1)


def hours_ago(hours: float):
    return NOW - timedelta(hours=hours)


def agree(case: Case, **changes: object) -> None:
    agreed = {"is_number_safe": False, "channel": ""} | changes
    pages.confirm_safe_contact(
        case=case, agreed=SafeContactAgreement(**agreed), by=held.person("Officer"), at=hours_ago(4)
    )


def ids_of(kind: str) -> list[int]:
    waiting = HeldChange.objects.filter(state=held.WAITING, kind=kind)
    return list(waiting.values_list("pk", flat=True))


def has_number(case: Case) -> bool:
    try:
        return bool(contacts.contact_route(case.pk).to)
    except contacts.NoNumberError:
        return False


class TestANumberThatNobodyConfirmed:
    def case(self, *, is_refused: bool) -> tuple[Case, object]:
        first = row(contact_mobile=FIRST, flags=SENSITIVE, **SAFE)
        load(first, at=hours_ago(8))
        later = replace(first, contact_mobile=OTHER, flags=NO_FLAGS)
        [case] = load(later, at=hours_ago(7))
        if is_refused:
            held_changes.refuse_changes(
                change_ids=ids_of("number"), by=held.person(), at=hours_ago(6)
            )
        held_changes.confirm_changes(change_ids=ids_of("flag"), by=held.person(), at=hours_ago(6))
        return case, later

    @pytest.mark.parametrize("is_refused", [True, False])
    def test_saf_18_is_not_used_at_the_next_file_either(self, is_refused):
        case, later = self.case(is_refused=is_refused)

        load(replace(later, sex="female"), at=hours_ago(4))

        assert not has_number(case)
        assert held.waiting(case) == ([] if is_refused else ["number"])

    def test_saf_18_is_not_used_when_its_change_is_forgotten(self):
        case, later = self.case(is_refused=True)
        forget_old_changes(by=TESTER, at=NOW + WAITS_FOR)

        load(replace(later, sex="female"), at=NOW + WAITS_FOR)

        assert not has_number(case)
        assert held.waiting(case) == ["number"]

    @pytest.mark.slow
    def test_saf_18_is_not_used_when_the_load_is_undone_and_made_again(self):
        case, later = self.case(is_refused=True)
        undo_import(import_batch_id=Import.objects.latest("pk").pk, by=TESTER, at=hours_ago(5))
        load(replace(later, contact_mobile=FIRST), at=hours_ago(4))
        held_changes.confirm_changes(change_ids=ids_of("flag"), by=held.person(), at=hours_ago(3))

        load(later, at=hours_ago(2))

        assert not has_number(case)

    def test_is_used_when_confirmed_and_the_next_one_at_once(self):
        case, later = self.case(is_refused=False)
        held.confirm_all()
        assert has_number(case)

        load(replace(later, contact_mobile=FIRST), at=NOW)

        assert has_number(case)
        assert held.waiting(case) == []


class TestAContactThatWasDestroyedWhileANumberWaited:
    def test_saf_18_is_not_written_anew_when_the_number_is_confirmed(self):
        first = row(contact_mobile=FIRST, flags=SENSITIVE, **SAFE)
        load(first, at=hours_ago(8))
        [case] = load(replace(first, contact_mobile=OTHER), at=hours_ago(7))
        Contact.objects.filter(case_id=case.pk).delete()

        with pytest.raises(NoSuchChangeError):
            held_changes.confirm_changes(
                change_ids=ids_of("number"), by=held.person(), at=hours_ago(4)
            )

        assert not Contact.objects.filter(case_id=case.pk).exists()


class TestAChannelThatWasAgreed:
    def test_saf_18_outlives_the_removal_of_the_number(self):
        first = row(contact_mobile=FIRST, contact_email=ADDRESS)
        [case] = load(first, at=hours_ago(8))
        agree(case, is_number_safe=True, channel="email")
        load(replace(first, contact_mobile="", contact_email=""), at=hours_ago(3))

        load(first, at=hours_ago(2))

        assert Contact.objects.get().safe_channel == "email"


class TestWhatAnOfficerAgreedWhileANumberWaited:
    def case(self, **agreed: object) -> Case:
        first = row(contact_mobile=FIRST, contact_email=ADDRESS, flags=SENSITIVE, **SAFE)
        load(first, at=hours_ago(8))
        later = replace(first, contact_mobile=OTHER, safe_contact_confirmed_on=YESTERDAY)
        [case] = load(replace(later, safe_word_hash=hash_of("badger")), at=hours_ago(7))
        agree(case, **agreed)
        return case

    def test_saf_1_is_not_undone_when_the_number_is_confirmed(self):
        case = self.case(channel="email", word_hash=(word := hash_of("otter")))

        held.confirm_all()

        decide()
        contact = Contact.objects.get()
        assert (contact.number_safe, contact.safe_channel) == ("no", "email")
        assert contact.safe_word_hash == word
        assert contact.safe_word_by == "Officer"
        assert codes(case) == {"ST1": "NOSAFE"}

    def test_saf_2_is_no_confirmation_of_the_number(self):
        case = self.case(is_number_safe=True, channel="sms")

        held.confirm_all()

        decide()
        assert Contact.objects.get().number_safe == "unknown"
        assert codes(case) == {"ST1": "NOSAFE"}


class TestAWordOfAFileInThePlaceOfAnother:
    @pytest.mark.parametrize("is_of_page", [True, False])
    @pytest.mark.parametrize("day", [TODAY, TODAY - timedelta(days=10)])
    @pytest.mark.parametrize("flags", [NO_FLAGS, SENSITIVE])
    def test_saf_6_never_stands_at_once(self, is_of_page, day, flags):
        first = row(contact_mobile=FIRST, flags=flags, **SAFE)
        [case] = load(first, at=hours_ago(8))
        if is_of_page:
            agree(case, is_number_safe=True, channel="sms", word_hash=hash_of("otter"))
        before = Contact.objects.get().safe_word_hash

        other = hash_of("badger")
        load(replace(first, safe_word_hash=other, safe_contact_confirmed_on=day), at=hours_ago(3))

        assert Contact.objects.get().safe_word_hash == before
        assert held.waiting(case) == ([] if is_of_page else ["safe_contact"])

    def test_waits_where_it_is_newer_than_what_the_page_says(self):
        first = row(contact_mobile=FIRST, flags=SENSITIVE, **SAFE)
        [case] = load(first, at=NOW - timedelta(days=3))
        pages.confirm_safe_contact(
            case=case,
            agreed=SafeContactAgreement(
                is_number_safe=True, channel="sms", word_hash=hash_of("otter")
            ),
            by=held.person("Officer"),
            at=NOW - timedelta(days=2),
        )

        newer = replace(first, safe_word_hash=hash_of("badger"), safe_contact_confirmed_on=TODAY)
        load(newer, at=hours_ago(3))

        assert held.waiting(case) == ["safe_contact"]

    @pytest.mark.slow
    def test_saf_6_gives_no_code_to_who_brought_it(self):
        ann = held.person("Ann")
        flags = NO_FLAGS | {"honour_based": True}
        first = row(flags=flags, **SAFE)
        load(first, at=hours_ago(8))
        import_cases.import_cases(
            rows=[replace(first, safe_word_hash=(word := hash_of("badger")))],
            source=Import.Source.API,
            file_names=[],
            is_simulated=True,
            by=ann,
            at=hours_ago(3),
        )
        held.confirm_all()
        decide()
        assert Contact.objects.get().safe_word_hash == word

        with pytest.raises(NoCodeError) as refused:
            by_code.draw(Case.objects.get(), by=ann)

        assert refused.value.reason is CodeRefusal.OWN_WORD
        assert by_code.draw(Case.objects.get(), by=held.person("Ben"))


class TestALaterFileOfTheSameFacts:
    @pytest.mark.parametrize("flags", [NO_FLAGS, SENSITIVE])
    def test_has_nothing_wait(self, flags):
        first = row(
            contact_mobile=FIRST,
            contact_email=ADDRESS,
            flags=flags,
            language="pl",
            next_hearing_on=TODAY + timedelta(days=40),
            exclude_code="VULN",
            exclude_by="staff 7",
            exclude_on=TODAY,
            **SAFE,
        )
        [case] = load(first, at=hours_ago(8))
        agree(case, is_number_safe=True, channel="sms", word_hash=hash_of("otter"))

        load(replace(first, sex="female"), at=hours_ago(3))
        load(replace(first, sex="female", language="", next_hearing_on=None), at=hours_ago(2))

        assert held.waiting() == []
        case.refresh_from_db()
        assert (case.language, case.next_hearing_on) == ("pl", TODAY + timedelta(days=40))


class TestAHearingThatAFileMoves:
    def test_saf_18_keeps_the_text_away_all_the_same(self):
        first = row(next_hearing_on=TODAY + timedelta(days=4))
        load(first, at=hours_ago(8))

        [case] = load(replace(first, next_hearing_on=TODAY - timedelta(days=150)), at=hours_ago(3))

        decide()
        assert codes(case) == {"ST1": "TRIAL"}
        assert held.waiting() == []

    def test_saf_18_keeps_it_away_when_the_file_that_named_it_is_undone(self):
        first = row()
        load(first, at=hours_ago(8))
        [case] = load(replace(first, next_hearing_on=TODAY + timedelta(days=4)), at=hours_ago(3))

        undo_import(import_batch_id=Import.objects.latest("pk").pk, by=TESTER, at=hours_ago(2))

        decide()
        assert codes(case) == {"ST1": "TRIAL"}


class TestRefusingAnExclusionWhileAnotherWaits:
    def test_is_put_off_until_that_one_is_judged(self):
        by_hand = {"exclude_code": "VULN", "exclude_by": "s7", "exclude_on": TODAY}
        first = row(**by_hand)
        load(first, at=hours_ago(8))
        [case] = load(replace(first, exclude_code="TRIAL", exclude_by="s8"), at=hours_ago(3))
        assert (case.exclude_code, held.waiting(case)) == ("VULN", ["exclusion"])

        with pytest.raises(exclusions.AnotherExclusionWaitsError):
            exclusions.refuse_exclusion(case=case, code="VULN", by=held.person(), at=NOW)

        held.refuse_all()
        exclusions.refuse_exclusion(case=case, code="VULN", by=held.person(), at=NOW)
        decide()
        assert codes(case) == {"ST1": "INVITE"}
