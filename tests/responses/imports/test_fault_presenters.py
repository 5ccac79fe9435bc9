import string

import pytest
from django.utils import translation

from responses.case_files.faults import CaseFault, FaultCode
from responses.case_files.police_uk.counts import PoliceUkCounts
from responses.imports.presenters import faults as presenters
from tests.each import for_each

TERMS = {
    "allowed": "a, b", "longest": "5", "found": "1", "expected": "2", "columns": "x, y",
    "most": "10 MB", "reason": "macro", "on": "1 April 2026", "instead": "kent",
    "sheets": "a, b", "count": "2", "rows": "4, 7", "earliest": "1900-01-01", "years": "60",
    "cells": "A1",
    "content": "picture",
}  # fmt: skip


class TestFaultMessage:
    @for_each("code", list(FaultCode))
    def test_is_a_sentence_for_every_fault(self, code):
        told = presenters.fault_message(CaseFault(code, terms=TERMS))

        assert told[0] in string.ascii_uppercase
        assert told.endswith(".")
        assert "%" not in told

    def test_differs_for_every_fault(self):
        told = {presenters.fault_message(CaseFault(code, terms=TERMS)) for code in FaultCode}

        assert len(told) == len(FaultCode)

    def test_takes_a_percent_sign_in_a_value_as_it_is(self):
        fault = CaseFault(FaultCode.UNKNOWN_CODE, value="100%s", terms={"allowed": "50%"})

        assert presenters.fault_line(fault).endswith(
            "“100%s”: This is not one of the values allowed: 50%."
        )


@pytest.mark.safety
class TestWordsBesideANumber:
    @pytest.mark.parametrize("code", [FaultCode.WORDS_IN_PHONE, FaultCode.WORDS_IN_EMAIL])
    def test_are_to_be_taken_out_with_it_and_never_alone_saf_17(self, code):
        told = presenters.fault_message(CaseFault(code))

        assert told.startswith("Empty the cell, ")
        assert "exclude the case" in told
        assert "leave only" not in told.lower()

    def test_of_a_number_are_to_be_said_in_number_safe_saf_17(self):
        told = presenters.fault_message(CaseFault(FaultCode.WORDS_IN_PHONE))

        assert told.startswith("Empty the cell, and say number_safe = no, or exclude the case")


class TestWordsAboutAWorkbook:
    @pytest.mark.parametrize("reason", ["macro", "encrypted", "too_many_rows", "damaged"])
    def test_speak_of_cases_and_not_of_forms(self, reason):
        told = presenters.fault_message(
            CaseFault(FaultCode.WORKBOOK, terms={**TERMS, "reason": reason})
        )

        assert told.endswith(".")
        assert "form" not in told.replace("format", "")


class TestFaultLine:
    def test_names_file_row_column_value_and_reason(self):
        fault = CaseFault(FaultCode.WRONG_DATE, "cases.csv", 1_234, "stage_on", "1/2/26")

        assert presenters.fault_line(fault) == (
            "cases.csv, row 1,234, column stage_on, “1/2/26”: "
            "This is not a date written year-month-day, as in 2026-03-31."
        )

    def test_leaves_out_what_a_fault_does_not_have(self):
        fault = CaseFault(FaultCode.EMPTY_FILE, "cases.csv")

        assert presenters.fault_line(fault) == "cases.csv: The file is empty."

    def test_can_be_said_in_welsh_without_failing(self):
        with translation.override("cy"):
            assert presenters.fault_line(CaseFault(FaultCode.EMPTY_FILE, "a.csv")).startswith(
                "a.csv"
            )


class TestFaultFields:
    def test_leave_out_what_is_blank(self):
        fields = presenters.fault_fields(CaseFault(FaultCode.NOT_A_ROW, row=2))

        assert set(fields) == {"row", "code", "reason"}


class TestSummaryLines:
    def test_have_a_label_for_every_count(self):
        counts = PoliceUkCounts().as_dict()

        assert len(presenters.summary_lines(counts)) == len(counts)

    def test_stand_under_each_other(self):
        lines = presenters.summary_lines({"created": 12_345, "events_added": 1})

        assert lines[0].endswith("12,345")
        assert len({len(line) for line in lines}) == 1
