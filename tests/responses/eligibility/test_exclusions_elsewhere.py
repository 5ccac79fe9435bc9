from dataclasses import replace
from datetime import timedelta

import pytest

from access.models import Force
from responses.eligibility.rules import ABOUT_THE_PERSON, KEEPS_SAFE
from tests.conftest import NOW
from tests.responses.asked import TODAY, codes, decide, load, message_of, queue, row, send

pytestmark = [pytest.mark.django_db, pytest.mark.safety]
MOBILE, ADDRESS = "+447700900321", "anna@example.org"
OTHER = "+447700900322"
BEFORE = NOW - timedelta(hours=5)


def by_hand(code: str) -> dict[str, object]:
    return {"exclude_code": code, "exclude_by": "s7", "exclude_on": TODAY}


class TestAPersonWhoIsExcludedInAnotherCase:
    @pytest.mark.parametrize("code", sorted(ABOUT_THE_PERSON))
    @pytest.mark.parametrize("known_by", [{"contact_mobile": MOBILE}, {"contact_email": ADDRESS}])
    def test_saf_18_is_not_asked_under_another_key(self, code, known_by):
        load(row(**known_by, **by_hand(code)), at=BEFORE)

        [case] = load(row(**known_by))

        decide()
        assert codes(case) == {"ST1": code}

    def test_saf_18_is_not_asked_under_a_key_written_in_capitals(self):
        first = row(case_key="k-1", contact_mobile=MOBILE, **by_hand("NOCONTACT"))
        load(first, at=BEFORE)

        [case] = load(row(case_key="K-1", contact_mobile=MOBILE))

        decide()
        assert codes(case) == {"ST1": "NOCONTACT"}

    def test_saf_18_is_not_texted_where_it_becomes_known_before_the_text_goes(self):
        [case] = load(row(contact_mobile=MOBILE))
        decide()
        queue()
        load(row(contact_mobile=MOBILE, **by_hand("RISKLIFE")))

        send()

        assert message_of(case).state == "cancelled"

    def test_is_asked_where_the_exclusion_is_about_the_case(self):
        load(row(contact_mobile=MOBILE, **by_hand("COMPLAINT-LIVE")), at=BEFORE)

        [case] = load(row(contact_mobile=MOBILE))

        decide()
        assert codes(case) == {"ST1": "INVITE"}

    def test_is_asked_by_another_force(self):
        load(row(contact_mobile=MOBILE, force="gwent", **by_hand("CHILD-HH")), at=BEFORE)

        [case] = load(row(contact_mobile=MOBILE))

        decide()
        assert codes(case) == {"ST1": "INVITE"}

    def test_is_not_everybody_at_a_number_of_many(self):
        refuge = [row(contact_mobile=MOBILE, birth_year=1980 + n) for n in range(4)]
        load(replace(refuge[0], **by_hand("RISKLIFE")), *refuge[1:], at=BEFORE)

        [case] = load(row(contact_mobile=MOBILE, birth_year=1990))

        decide()
        assert "RISKLIFE" not in codes(case).values()

    @pytest.mark.parametrize("later", [[OTHER], [OTHER, "+447700900323"], [""], ["", OTHER]])
    def test_saf_18_is_not_asked_at_the_number_before_where_a_file_brings_another(self, later):
        first = row(contact_mobile=MOBILE, **by_hand("NOCONTACT"))
        load(first, at=BEFORE)
        for hours, mobile in enumerate(later, 1):
            load(replace(first, contact_mobile=mobile), at=BEFORE + timedelta(hours=hours))

        [case] = load(row(contact_mobile=MOBILE))

        decide()
        assert codes(case) == {"ST1": "NOCONTACT"}

    @pytest.mark.parametrize("flags", [{"flags": {}}, {}], ids=["sensitive", "other"])
    def test_saf_18_is_not_asked_at_a_new_number_whether_it_waits_or_not(self, flags):
        first = row(contact_mobile=MOBILE, **by_hand("NOCONTACT"), **flags)
        load(first, at=BEFORE)
        load(replace(first, contact_mobile=OTHER), at=BEFORE + timedelta(hours=1))

        [case] = load(row(contact_mobile=OTHER))

        decide()
        assert codes(case) == {"ST1": "NOCONTACT"}

    def test_is_always_one_whom_a_refusal_leaves_excluded(self):
        assert ABOUT_THE_PERSON <= KEEPS_SAFE


class TestAPersonWhoHasDied:
    @pytest.mark.parametrize(("birth_year", "code"), [(1980, "DECEASED"), (1990, "INVITE")])
    def test_is_known_by_number_and_year_of_birth(self, birth_year, code):
        load(row(contact_mobile=MOBILE, birth_year=1980, is_deceased=True), at=BEFORE)

        [case] = load(row(contact_mobile=MOBILE, birth_year=birth_year))

        decide()
        assert codes(case) == {"ST1": code}

    @pytest.mark.parametrize("before", [1980, None])
    def test_saf_18_is_known_by_the_year_before_where_one_file_says_another(self, before):
        first = row(contact_mobile=MOBILE, birth_year=before, is_deceased=True)
        load(first, at=BEFORE)
        load(replace(first, birth_year=1975), at=BEFORE + timedelta(hours=1))

        [case] = load(row(contact_mobile=MOBILE, birth_year=1980))

        decide()
        assert codes(case) == {"ST1": "DECEASED"}


class TestAForceThatHasEnded:
    def test_saf_18_keeps_away_whom_it_excluded_from_the_one_that_it_is_part_of(self):
        load(row(contact_mobile=MOBILE, force="gwent", **by_hand("NOCONTACT")), at=BEFORE)
        end_in(old="gwent", new="city-of-london")

        [case] = load(row(contact_mobile=MOBILE))

        decide()
        assert codes(case) == {"ST1": "NOCONTACT"}


def end_in(*, old: str, new: str) -> None:
    Force.objects.filter(code=old).update(successor_id=new, valid_to=TODAY)
