from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files.case import CaseStage
from responses.case_files.cells import readers
from responses.case_files.columns import COLUMNS, REQUIRED
from responses.case_files.faults import CellError, FaultCode
from tests.each import for_each
from tests.responses.case_files.examples import WORD_HASH


def refused(read, value):
    with pytest.raises(CellError) as caught:
        read(value)
    return caught.value.code


class TestDates:
    def test_reads_iso_8601(self):
        assert readers.iso_date("2026-02-28") == date(2026, 2, 28)

    @pytest.mark.parametrize(
        "written",
        [
            "28/02/2026",
            "2026-02-30",
            "20260228",
            "2026-W09-6",
            "2026-2-28",
            "2026-02-28T10:00",
            "x",
        ],
    )
    def test_refuses_any_other_form(self, written):
        assert refused(readers.iso_date, written) is FaultCode.WRONG_DATE

    def test_reads_a_time_to_the_minute(self):
        assert readers.clock_time("09:30") == time(9, 30)

    @pytest.mark.parametrize("written", ["9:30", "25:00", "09:30:00", "half past nine"])
    def test_refuses_any_other_time(self, written):
        assert refused(readers.clock_time, written) is FaultCode.WRONG_TIME

    @pytest.mark.parametrize("written", ["84", "1899", "١٩٨٤", "19840", "-984"])
    def test_refuses_what_is_no_birth_year(self, written):
        assert refused(readers.year, written) is FaultCode.WRONG_YEAR


class TestCodes:
    @for_each("state", list(CaseStage))
    def test_reads_each_of_the_fifteen_states(self, state):
        assert readers.stage(state.value) is state

    def test_says_which_codes_are_allowed(self):
        with pytest.raises(CellError) as caught:
            readers.stage("report")

        assert caught.value.terms["allowed"].startswith("REPORT, INVESTIGATION")

    @pytest.mark.parametrize(
        ("written", "codes"), [("0", ()), ("1A", ("1A",)), ("1a", ("1A",)), ("22", ("22",))]
    )
    def test_reads_outcomes(self, written, codes):
        assert readers.outcome(written) == codes

    @pytest.mark.parametrize("written", ["23", "1B", "-1", "5A", "01"])
    def test_refuses_an_outcome_that_does_not_exist(self, written):
        assert refused(readers.outcome, written) is FaultCode.UNKNOWN_CODE

    def test_reads_several_needs_once_each(self):
        read = COLUMNS["access_needs"].read

        assert read("bsl; large_print;bsl;") == ("bsl", "large_print")

    def test_takes_sex_not_recorded_as_not_known(self):
        assert readers.sex("not recorded") == ""

    @pytest.mark.parametrize("written", ["en", "cy", "pa-Arab", "zh-Hant-HK"])
    def test_reads_languages(self, written):
        assert readers.language(written) == written

    @pytest.mark.parametrize("written", ["English", "e", "en_GB", "en-", "pa-Arabicscript"])
    def test_refuses_what_is_no_language(self, written):
        assert refused(readers.language, written) is FaultCode.WRONG_LANGUAGE


class TestText:
    def test_refuses_what_is_too_long_and_says_how_long_it_may_be(self):
        with pytest.raises(CellError) as caught:
            readers.PlainText(5)("abcdef")

        assert caught.value.code is FaultCode.TOO_LONG
        assert caught.value.terms == {"longest": "5"}

    @pytest.mark.parametrize("hidden", ["a\x00b", "a\nb", "a\u202eb", "a\ud800b"])
    def test_refuses_characters_that_cannot_be_seen(self, hidden):
        assert refused(readers.PlainText(9), hidden) is FaultCode.WRONG_TEXT

    @pytest.mark.parametrize("key", ["Jane Example", "siân example"])
    def test_refuses_a_name_as_a_key(self, key):
        assert refused(readers.case_key, key) is FaultCode.NAME_AS_KEY

    def test_refuses_a_key_that_a_spreadsheet_made_a_date(self):
        assert refused(readers.case_key, "2026-03-01") is FaultCode.DATE_AS_KEY

    def test_refuses_a_confirmation_by_nobody(self):
        assert refused(readers.PersonText(80), "N/A") is FaultCode.NOBODY_NAMED
        assert readers.PersonText(80)("A. Adviser") == "A. Adviser"

    @pytest.mark.parametrize("key", ["48/1234/26", "abc1", "A 12", "f" * 64])
    def test_takes_any_pseudonym_as_a_key(self, key):
        assert readers.case_key(key) == key

    @pytest.mark.parametrize("cost", ["m=4194304,t=3,p=4", "m=65536,t=99,p=4", "m=65536,t=3,p=99"])
    def test_refuses_a_hash_that_would_stop_the_gate(self, cost):
        costly = WORD_HASH.replace("m=65536,t=3,p=4", cost)

        assert readers.word_hash(WORD_HASH) == WORD_HASH
        assert refused(readers.word_hash, costly) is FaultCode.WRONG_HASH

    @pytest.mark.parametrize("at", range(3))
    def test_takes_a_hash_that_costs_the_most_and_none_that_costs_more(self, at):
        most = list(readers.MAX_HASH_COST)
        more = [cost + (place == at) for place, cost in enumerate(most)]

        def costing(memory, time, lanes):
            return WORD_HASH.replace("m=65536,t=3,p=4", f"m={memory},t={time},p={lanes}")

        assert readers.MAX_HASH_COST == (256 * 1024, 10, 16)
        assert readers.word_hash(costing(*most)) == costing(*most)
        assert refused(readers.word_hash, costing(*more)) is FaultCode.WRONG_HASH

    def test_refuses_an_agreed_word_that_is_not_hashed(self):
        assert refused(readers.word_hash, "sunflower") is FaultCode.WRONG_HASH


class TestColumns:
    def test_require_what_the_specification_requires(self):
        assert set(REQUIRED) == {
            "case_key",
            "force",
            "offence_code",
            "reported_on",
            "stage",
            "stage_on",
        }

    @given(st.sampled_from(sorted(COLUMNS)), st.text(max_size=60))
    def test_give_a_value_or_a_fault_for_any_text(self, name, text):
        with suppress(CellError):
            COLUMNS[name].read(text)
