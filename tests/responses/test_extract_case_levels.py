import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files.cells.codes import OUTCOMES
from responses.cases.sensitivity import SENSITIVE_FLAGS
from responses.extract_case_levels import (
    CASE_LEVELS,
    UNKNOWN,
    days_to_outcome,
    days_to_told,
    levels_of,
    outcome_group,
    repeat_victim,
    route,
)

pytestmark = pytest.mark.databases

REPORTED = date(2026, 3, 2)
ALL_NO = json.dumps(dict.fromkeys(SENSITIVE_FLAGS, False))


def decided(days: int) -> str:
    return days_to_outcome(REPORTED, REPORTED + timedelta(days=days))


def told(days: int | None) -> str:
    told_on = None if days is None else REPORTED + timedelta(days=days)
    return days_to_told(REPORTED, told_on, REPORTED)


class TestOutcomeGroup:
    def test_has_every_code_that_a_case_file_may_say(self):
        assert UNKNOWN not in {outcome_group(json.dumps([code])) for code in OUTCOMES}

    def test_is_none_before_an_outcome(self):
        assert outcome_group("[]") == "none"

    def test_is_unclear_where_a_wording_may_stand_for_several(self):
        assert outcome_group('["14", "16"]') == "victim_does_not_support_action"
        assert outcome_group('["15", "16"]') == "unclear"


class TestDays:
    @pytest.mark.parametrize(
        ("days", "band"),
        [(0, "0_7"), (7, "0_7"), (8, "8_28"), (365, "181_365"), (366, "366_over"), (-1, UNKNOWN)],
    )
    def test_to_the_outcome_are_in_bands(self, days, band):
        assert decided(days) == band

    @pytest.mark.parametrize(
        ("days", "band"),
        [(0, "0_1"), (1, "0_1"), (2, "2_7"), (28, "15_28"), (29, "29_over"), (None, "not_told")],
    )
    def test_until_the_victim_was_told_are_in_bands(self, days, band):
        assert told(days) == band

    def test_are_not_known_where_only_months_are(self):
        assert days_to_outcome(None, REPORTED) == UNKNOWN
        assert days_to_told(REPORTED, REPORTED, None) == UNKNOWN

    @given(st.integers(0, 5_000), st.integers(0, 5_000))
    def test_never_fall_in_an_earlier_band_for_being_more(self, first, second):
        bands = [decided(days) for days in range(0, 400, 1)]
        order = list(dict.fromkeys(bands))
        less, more = sorted([first, second])

        assert order.index(decided(less)) <= order.index(decided(more))


class TestRoute:
    @pytest.mark.parametrize(
        ("mode", "role", "crime_group", "said"),
        [
            (None, "", "burglary", "none"),
            ("web_code", "ISVA", "sexual", "code_adviser"),
            ("web_code", "VLO", "burglary", "code_officer"),
            ("web_code", "", "burglary", UNKNOWN),
            ("web_sms", "", "burglary", "text"),
            ("telephone", "", "burglary", UNKNOWN),
            ("web_sms", "IDVA", "sexual", "text_with_word"),
        ],
    )
    def test_tells_how_somebody_was_asked_and_with_whose_help(self, mode, role, crime_group, said):
        assert route(mode, role, ALL_NO, crime_group, "") == said

    def test_counts_a_case_with_unknown_flags_as_sensitive(self):
        assert route("web_sms", "", "{}", "burglary", "") == "text_with_word"


class TestLevels:
    def test_say_unknown_where_the_file_is_blank(self):
        blank = {
            "outcome_codes": "[]", "reported_on": REPORTED, "outcome_on": None,
            "victim_told_on": None, "report_channel": "", "risk_level": "", "flags": "{}",
            "area": "", "mode": None, "assisted_by": "", "crime_group": "", "language": "",
            "support_referral": "", "enhanced_rights": "", "evidence_led": "",
        }  # fmt: skip

        found = levels_of(blank)

        assert found.keys() == CASE_LEVELS.keys()
        assert {name for name, level in found.items() if level != UNKNOWN} == {
            "outcome_group", "days_to_outcome", "days_to_told", "route",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("flags", "said"),
        [("{}", UNKNOWN), ('{"repeat": true}', "yes"), ('{"repeat": false}', "no")],
    )
    def test_tell_whether_it_happened_to_the_victim_before(self, flags, said):
        assert repeat_victim(flags) == said
