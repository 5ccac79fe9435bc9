import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.definition.fields import complete_languages
from survey.definition.parsing import parse_definition
from survey.definition.serialising import serialise
from survey.interchange.faults import NOTES, FormError
from survey.interchange.xlsform.reading import read_form, read_whole
from survey.interchange.xlsform.writing import write_form
from tests.survey.interchange.forms import sheets


def mostly(usual, *others):
    return st.integers(0, 9).flatmap(lambda n: st.just(usual) if n else st.sampled_from(others))


SOUND = st.sampled_from(
    ["text", "decimal", "time", "range", "integer", "date", "note", "hidden", "today", "start",
     "select_one a", "select_multiple a or_other", "select_one b", "acknowledge"]
)  # fmt: skip
TYPES = st.integers(0, 9).flatmap(
    lambda n: (
        SOUND
        if n
        else st.sampled_from(["calculate", "begin group", "end group", "geopoint", "image", ""])
    )
)
NAMES = st.sampled_from(["a", "b", "c", "d", "e", "f", "g", "a_other", "two words"])
WORDS = mostly(
    "A", "${a}", "<b>A</b>", "**A**", "{a}", '<a href="https://a.uk">A</a>', "<script>", ""
)
CONDITIONS = mostly(
    "", "${a} = 'x'", "selected(${b}, 'x')", "${c} > 1", ". < 5", "of = ${a}", "‘x’ = 'y'",
    "today()", "true()", "concat(${a}, ${b}) = 'x'", "${a} = ${a}", "once(1)", "0"
)  # fmt: skip
SURVEY = ["type", "name", "label::en", "label::cy", "relevant", "constraint", "choice_filter",
          "calculation", "default", "appearance", "parameters", "required", "readonly"]  # fmt: skip
SMALL = mostly("", "1", "x", "yes", "today()", "label", "start=1 end=3", "${a}")
ROWS = st.lists(
    st.tuples(TYPES, NAMES, WORDS, WORDS, *[CONDITIONS] * 4, *[SMALL] * 5),
    min_size=1,
    max_size=6,
    unique_by=lambda row: row[1],
)
CHOICES = st.lists(
    st.tuples(
        st.sampled_from(["a", "b"]), st.sampled_from(["x", "y", "other"]), WORDS, st.just("B"),
        st.sampled_from(["", "x", "y", "x y"]),
    ),
    min_size=2,
    max_size=6,
)  # fmt: skip
SETTINGS = st.sampled_from(["form-1", "My form", "??", "v 2"])


@pytest.mark.slow
class TestAnyForm:
    @given(ROWS, CHOICES, SETTINGS)
    def test_is_taken_whole_or_refused(self, rows, choices, written):
        form = sheets(
            survey=[SURVEY, *rows],
            choices=[["list_name", "name", "label::en", "label::cy", "of"], *choices],
            settings=[["form_id", "version"], [written, written]],
        )

        try:
            read = read_whole(form)
        except FormError:
            return

        instrument = read.instrument
        assert NOTES.issuperset(note.reason for note in read.notes)
        assert parse_definition(serialise(instrument)) == instrument
        assert set(instrument.languages) - set(complete_languages(instrument)) <= instrument.drafts
        assert read_form(sheets(**write_form(instrument))) == instrument
