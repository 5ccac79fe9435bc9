"""The sample forms of public test suites, and what becomes of each."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from survey.definition.types import Instrument
from survey.interchange.faults import FormError, FormFault, Reason
from survey.interchange.workbooks.reading import read_content
from survey.interchange.xlsform.reading import read_form

FOLDER = "questionnaires/xlsforms_pyxform_tests"


def outcomes(folder: Path) -> Iterator[tuple[str, Instrument | tuple[FormFault, ...]]]:
    for path in sorted(folder.iterdir()):
        try:
            sheets = read_content(path.read_bytes(), is_csv=path.suffix == ".csv")
            yield path.name, read_form(sheets, default_code="sample")
        except FormError as error:
            yield path.name, error.faults


EXPECTED: Mapping[str, set[Reason]] = {
    "bug_example_xls__ODKValidateWarnings.xlsx": set(),
    "bug_example_xls__UCL_Biomass_Plot_Form.xlsx": {
        Reason.MEDIA,
        Reason.OTHER_FUNCTION,
        Reason.OUTSIDE_FILE,
        Reason.PLACE,
        Reason.REPEATED,
        Reason.WRONG_SENSE,
    },
    "bug_example_xls__bad_calc.xlsx": {Reason.OPEN_QUOTE},
    "bug_example_xls__badly_named_choices_sheet.xls": set(),
    "bug_example_xls__blank_second_row.xls": set(),
    "bug_example_xls__calculate_without_calculation.xls": {
        Reason.MEDIA,
        Reason.MEDIA_COLUMN,
        Reason.NO_CALCULATION,
        Reason.PLACE,
        Reason.REPEATED,
        Reason.TEXT_MISSING,
    },
    "bug_example_xls__duplicate_columns.xlsx": {
        Reason.COLUMN_TWICE,
        Reason.MEDIA,
        Reason.MEDIA_COLUMN,
        Reason.METADATA_USED,
        Reason.PLACE,
        Reason.REPEATED,
        Reason.TEXT_MISSING,
    },
    "bug_example_xls__extra_columns.xls": {Reason.TOO_MANY_ROWS},
    "bug_example_xls__group_name_test.xls": set(),
    "bug_example_xls__ict_survey_fails.xls": set(),
    "bug_example_xls__spaces_in_choices_header.xls": set(),
    "bug_example_xls__xl_date_ambiguous.xlsx": {Reason.UNEXPECTED_TOKEN},
    "bug_example_xls__xl_date_ambiguous_v1.xlsx": set(),
    "example_xls__allow_comment_rows_test.xls": set(),
    "example_xls__attribute_columns_test.xlsx": {
        Reason.MEDIA,
        Reason.MEDIA_COLUMN,
        Reason.METADATA_USED,
        Reason.PLACE,
        Reason.REPEATED,
        Reason.TEXT_MISSING,
    },
    "example_xls__bad_calc.xlsx": {Reason.OPEN_QUOTE},
    "example_xls__calculate.xls": {Reason.WRONG_SENSE},
    "example_xls__cascading_select_test_equivalent.xls": set(),
    "example_xls__case_insensitivity.csv": {Reason.OUTSIDE_FILE, Reason.PLACE},
    "example_xls__case_insensitivity.xls": {Reason.OUTSIDE_FILE, Reason.PLACE},
    "example_xls__case_insensitivity.xlsx": {Reason.OUTSIDE_FILE, Reason.PLACE},
    "example_xls__choice_filter_test.xlsx": set(),
    "example_xls__choice_name_as_type.xls": {Reason.OUTSIDE_FILE},
    "example_xls__choice_name_same_as_select_name.xls": set(),
    "example_xls__default_time_demo.xls": set(),
    "example_xls__extra_columns.xlsx": set(),
    "example_xls__extra_sheet_names.xlsx": set(),
    "example_xls__field-list.xlsx": set(),
    "example_xls__flat_xlsform_test.xlsx": {
        Reason.LATER,
        Reason.MEDIA,
        Reason.MEDIA_COLUMN,
        Reason.METADATA_USED,
        Reason.PLACE,
        Reason.TEXT_MISSING,
    },
    "example_xls__fruits.csv": {Reason.CSV_SHEETS},
    "example_xls__gps.csv": {Reason.PLACE},
    "example_xls__gps.xls": {Reason.PLACE},
    "example_xls__group.csv": set(),
    "example_xls__group.xls": set(),
    "example_xls__group.xlsx": set(),
    "example_xls__hidden.xls": set(),
    "example_xls__include.csv": {Reason.OUTSIDE_FILE},
    "example_xls__include.xls": {Reason.OUTSIDE_FILE},
    "example_xls__include.xlsx": {Reason.OUTSIDE_FILE},
    "example_xls__include_json.csv": {Reason.OUTSIDE_FILE},
    "example_xls__include_json.xls": {Reason.OUTSIDE_FILE},
    "example_xls__include_json.xlsx": {Reason.OUTSIDE_FILE},
    "example_xls__loop.csv": {Reason.REPEATED},
    "example_xls__loop.xls": {Reason.REPEATED},
    "example_xls__loop.xlsx": {Reason.REPEATED},
    "example_xls__or_other.xlsx": {Reason.WRONG_SENSE},
    "example_xls__pull_data.xlsx": {Reason.OTHER_FUNCTION},
    "example_xls__repeat_date_test.xls": {
        Reason.MEDIA_COLUMN,
        Reason.REPEATED,
    },
    "example_xls__simple_loop.csv": {Reason.REPEATED},
    "example_xls__simple_loop.xls": {Reason.REPEATED},
    "example_xls__sms_info.xls": {Reason.MEDIA, Reason.PLACE},
    "example_xls__specify_other.csv": set(),
    "example_xls__specify_other.xls": set(),
    "example_xls__specify_other.xlsx": set(),
    "example_xls__style_settings.xls": set(),
    "example_xls__survey_no_name.xlsx": set(),
    "example_xls__table-list.xls": {Reason.MEDIA_COLUMN, Reason.TEXT_MISSING},
    "example_xls__text_and_integer.csv": set(),
    "example_xls__text_and_integer.xls": set(),
    "example_xls__text_and_integer.xlsx": set(),
    "example_xls__tutorial.xls": {Reason.REPEATED},
    "example_xls__unknown_question_type.xls": {
        Reason.COLUMN_TWICE,
        Reason.MEDIA,
        Reason.PLACE,
        Reason.UNKNOWN_TYPE,
    },
    "example_xls__utf_csv.csv": set(),
    "example_xls__widgets.csv": {Reason.MEDIA, Reason.PLACE},
    "example_xls__widgets.xls": {
        Reason.MEDIA,
        Reason.MEDIA_COLUMN,
        Reason.PLACE,
        Reason.TEXT_MISSING,
    },
    "example_xls__xlsform_spec_test.xlsx": {
        Reason.MEDIA,
        Reason.MEDIA_COLUMN,
        Reason.METADATA_USED,
        Reason.PLACE,
        Reason.REPEATED,
        Reason.TEXT_MISSING,
    },
    "example_xls__xml_escaping.xls": {Reason.MEDIA_COLUMN},
    "example_xls__yes_or_no_question.csv": set(),
    "example_xls__yes_or_no_question.xls": set(),
    "example_xls__yes_or_no_question.xlsx": set(),
}
