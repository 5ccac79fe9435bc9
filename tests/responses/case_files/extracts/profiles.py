"""Mapping profiles that anything may be picked for."""

from hypothesis import strategies as st

from responses.case_files.columns import COLUMNS
from responses.case_files.extracts.date_forms import FORMS
from responses.case_files.extracts.layout import BLANK_SAYS_NO, Delimiter, codes_of, is_blank
from responses.case_files.extracts.meanings import NOUGHT, may_stand_for
from responses.case_files.extracts.text_lines import TextEncoding
from responses.case_files.headings.other_people import is_about_somebody_else
from responses.case_files.mapping_profile import FORMED_COLUMNS, Profile

own_names = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=12
).filter(lambda name: not is_about_somebody_else(name))
own_codes = own_names.map(str.strip).filter(lambda own: not is_blank(own))


@st.composite
def profiles(draw: st.DrawFn, names: st.SearchStrategy = own_names) -> Profile:
    ours = draw(st.lists(st.sampled_from(list(COLUMNS)), unique=True, max_size=8))
    columns = {draw(names): column for column in ours}
    mapped = list(columns.values())
    formed = [column for column in mapped if column in FORMED_COLUMNS]
    return Profile(
        columns=columns,
        ignored=frozenset(draw(st.sets(names, max_size=3))) - columns.keys(),
        date_forms={column: draw(st.sampled_from(FORMS)) for column in formed},
        values={
            column: {
                own: ours
                for own, ours in draw(
                    st.dictionaries(own_codes, _codes(column), min_size=1, max_size=4)
                ).items()
                if own != NOUGHT and may_stand_for(own, column, ours)
            }
            for column in mapped
            if codes_of(column)
        },
        sheet=draw(st.sampled_from(["", "Data", 'A "b"'])),
        heading_row=draw(st.integers(0, 4)),
        heading_rows=draw(st.integers(0, 2)),
        delimiter=draw(st.none() | st.sampled_from(Delimiter)),
        encoding=draw(st.none() | st.sampled_from(TextEncoding)),
    )


def _codes(column: str) -> st.SearchStrategy:
    blank = [] if column in BLANK_SAYS_NO else [""]
    return st.sampled_from([*codes_of(column), *blank])
