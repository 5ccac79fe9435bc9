"""The sample forms of public test suites, and what becomes of each. Every refusal was read beside
its form: it names a fault, or something outside the subset of docs/interchange.md."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from survey.definition.types import Instrument
from survey.interchange.faults import FormError, FormFault, Reason
from survey.interchange.workbooks.reading import read_content
from survey.interchange.xlsform.reading import read_form

FOLDER = "questionnaires/xlsforms_pyxform_tests"


def outcomes(folder: Path) -> Iterator[tuple[str, Instrument | tuple[FormFault, ...]]]:
    """Each file's name with the instrument that came of it, or its faults."""
    for path in sorted(folder.iterdir()):
        try:
            sheets = read_content(path.read_bytes(), is_csv=path.suffix == ".csv")
            yield path.name, read_form(sheets, default_code="sample")
        except FormError as error:
            yield path.name, error.faults


EXPECTED: Mapping[str, set[Reason]] = {
    "bug_example_xls__ODKValidateWarnings.xlsx": {
        Reason.COLUMN_UNNAMED,
        Reason.OTHER_TYPE,
        Reason.TEXT_MISSING,
    },
    "bug_example_xls__UCL_Biomass_Plot_Form.xlsx": {
        Reason.CURLY_QUOTE,
        Reason.OTHER_COLUMN,
        Reason.OTHER_FUNCTION,
        Reason.OTHER_TYPE,
        Reason.WRONG_NUMBER,
        Reason.WRONG_SENSE,
    },
    "bug_example_xls__bad_calc.xlsx": {Reason.OPEN_QUOTE},
    "bug_example_xls__badly_named_choices_sheet.xls": set(),
    "bug_example_xls__blank_second_row.xls": set(),
    "bug_example_xls__calculate_without_calculation.xls": {
        Reason.GROUP_EMPTY,
        Reason.NO_CALCULATION,
        Reason.OTHER_COLUMN,
        Reason.OTHER_TYPE,
        Reason.TEXT_MISSING,
        Reason.WRONG_APPEARANCE,
    },
    "bug_example_xls__duplicate_columns.xlsx": {
        Reason.COLUMN_TWICE,
        Reason.OTHER_COLUMN,
        Reason.OTHER_NAME,
        Reason.OTHER_SETTING,
        Reason.OTHER_SHEET,
        Reason.OTHER_TYPE,
        Reason.TEXT_MISSING,
        Reason.TRANSLATION_MISSING,
        Reason.WRONG_APPEARANCE,
        Reason.WRONG_NAME,
    },
    "bug_example_xls__extra_columns.xls": {Reason.TOO_MANY_COLUMNS},
    "bug_example_xls__group_name_test.xls": {Reason.NAME_MISSING, Reason.OTHER_TYPE},
    "bug_example_xls__ict_survey_fails.xls": set(),
    "bug_example_xls__spaces_in_choices_header.xls": {
        Reason.COLUMN_UNNAMED,
        Reason.OTHER_COLUMN,
        Reason.OTHER_FUNCTION,
        Reason.OTHER_SETTING,
    },
    "bug_example_xls__xl_date_ambiguous.xlsx": {
        Reason.OTHER_SETTING,
        Reason.OTHER_SHEET,
        Reason.UNEXPECTED_TOKEN,
        Reason.WRONG_SENSE,
    },
    "bug_example_xls__xl_date_ambiguous_v1.xlsx": {Reason.OTHER_SETTING, Reason.OTHER_SHEET},
    "example_xls__allow_comment_rows_test.xls": {Reason.COLUMN_UNNAMED, Reason.OTHER_COLUMN},
    "example_xls__attribute_columns_test.xlsx": {
        Reason.OTHER_COLUMN,
        Reason.OTHER_SETTING,
        Reason.OTHER_SHEET,
        Reason.OTHER_TYPE,
        Reason.TEXT_MISSING,
        Reason.TRANSLATION_MISSING,
        Reason.WRONG_APPEARANCE,
        Reason.WRONG_NAME,
    },
    "example_xls__bad_calc.xlsx": {Reason.OPEN_QUOTE},
    "example_xls__calculate.xls": {Reason.WRONG_SENSE},
    "example_xls__cascading_select_test_equivalent.xls": {Reason.OTHER_SETTING},
    "example_xls__case_insensitivity.csv": {Reason.OTHER_SHEET, Reason.OTHER_TYPE},
    "example_xls__case_insensitivity.xls": {Reason.OTHER_SHEET, Reason.OTHER_TYPE},
    "example_xls__case_insensitivity.xlsx": {Reason.OTHER_SHEET, Reason.OTHER_TYPE},
    "example_xls__choice_filter_test.xlsx": {Reason.CHOICE_TWICE, Reason.OTHER_SETTING},
    "example_xls__choice_name_as_type.xls": {
        Reason.OTHER_SHEET,
        Reason.OTHER_TYPE,
    },
    "example_xls__choice_name_same_as_select_name.xls": set(),
    "example_xls__default_time_demo.xls": {Reason.OTHER_TYPE},
    "example_xls__extra_columns.xlsx": set(),
    "example_xls__extra_sheet_names.xlsx": set(),
    "example_xls__field-list.xlsx": {Reason.TRANSLATION_MISSING},
    "example_xls__flat_xlsform_test.xlsx": {
        Reason.LATER,
        Reason.OTHER_COLUMN,
        Reason.OTHER_SETTING,
        Reason.OTHER_SHEET,
        Reason.OTHER_TYPE,
        Reason.TEXT_MISSING,
        Reason.TRANSLATION_MISSING,
        Reason.WRONG_APPEARANCE,
        Reason.WRONG_NAME,
    },
    "example_xls__fruits.csv": {Reason.CSV_SHEETS},
    "example_xls__gps.csv": {Reason.OTHER_TYPE},
    "example_xls__gps.xls": {Reason.OTHER_TYPE},
    "example_xls__group.csv": {Reason.OTHER_TYPE},
    "example_xls__group.xls": {Reason.OTHER_TYPE},
    "example_xls__group.xlsx": {Reason.OTHER_TYPE},
    "example_xls__hidden.xls": set(),
    "example_xls__include.csv": {Reason.OTHER_TYPE},
    "example_xls__include.xls": {Reason.OTHER_TYPE},
    "example_xls__include.xlsx": {Reason.OTHER_TYPE},
    "example_xls__include_json.csv": {Reason.OTHER_TYPE},
    "example_xls__include_json.xls": {Reason.OTHER_TYPE},
    "example_xls__include_json.xlsx": {Reason.OTHER_TYPE},
    "example_xls__loop.csv": {Reason.OR_OTHER, Reason.OTHER_TYPE},
    "example_xls__loop.xls": {Reason.OR_OTHER, Reason.OTHER_TYPE},
    "example_xls__loop.xlsx": {Reason.OR_OTHER, Reason.OTHER_TYPE},
    "example_xls__or_other.xlsx": {Reason.OR_OTHER, Reason.WRONG_SENSE},
    "example_xls__pull_data.xlsx": {Reason.OTHER_FUNCTION},
    "example_xls__repeat_date_test.xls": {
        Reason.NAME_MISSING,
        Reason.OTHER_COLUMN,
        Reason.OTHER_TYPE,
        Reason.TEXT_MISSING,
    },
    "example_xls__simple_loop.csv": {Reason.OTHER_TYPE},
    "example_xls__simple_loop.xls": {Reason.OTHER_TYPE},
    "example_xls__sms_info.xls": {Reason.OTHER_COLUMN, Reason.OTHER_SETTING, Reason.OTHER_TYPE},
    "example_xls__specify_other.csv": {Reason.OR_OTHER},
    "example_xls__specify_other.xls": {Reason.OR_OTHER},
    "example_xls__specify_other.xlsx": {Reason.OR_OTHER},
    "example_xls__style_settings.xls": {Reason.OTHER_SETTING},
    "example_xls__survey_no_name.xlsx": {Reason.NO_SURVEY_SHEET},
    "example_xls__table-list.xls": {
        Reason.NOT_HERE,
        Reason.OTHER_COLUMN,
        Reason.TEXT_MISSING,
        Reason.WRONG_APPEARANCE,
    },
    "example_xls__text_and_integer.csv": set(),
    "example_xls__text_and_integer.xls": set(),
    "example_xls__text_and_integer.xlsx": set(),
    "example_xls__tutorial.xls": {Reason.OTHER_COLUMN, Reason.OTHER_TYPE},
    "example_xls__unknown_question_type.xls": {
        Reason.CHOICE_WITH_BLANK,
        Reason.COLUMN_TWICE,
        Reason.OTHER_TYPE,
        Reason.TRANSLATION_MISSING,
        Reason.UNEXPECTED_TOKEN,
        Reason.UNKNOWN_TYPE,
    },
    "example_xls__utf_csv.csv": set(),
    "example_xls__widgets.csv": {
        Reason.OTHER_COLUMN,
        Reason.OTHER_SETTING,
        Reason.OTHER_TYPE,
        Reason.WRONG_APPEARANCE,
    },
    "example_xls__widgets.xls": {
        Reason.OTHER_COLUMN,
        Reason.OTHER_SETTING,
        Reason.OTHER_TYPE,
        Reason.TEXT_MISSING,
        Reason.WRONG_APPEARANCE,
    },
    "example_xls__xlsform_spec_test.xlsx": {
        Reason.OTHER_COLUMN,
        Reason.OTHER_SETTING,
        Reason.OTHER_SHEET,
        Reason.OTHER_TYPE,
        Reason.TEXT_MISSING,
        Reason.TRANSLATION_MISSING,
        Reason.WRONG_APPEARANCE,
        Reason.WRONG_NAME,
    },
    "example_xls__xml_escaping.xls": {Reason.OTHER_COLUMN, Reason.TEXT_MISSING},
    "example_xls__yes_or_no_question.csv": set(),
    "example_xls__yes_or_no_question.xls": set(),
    "example_xls__yes_or_no_question.xlsx": set(),
}
"""No reason at all: the form is imported."""
