import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files import file_kinds
from responses.case_files.cells.codes import EXCLUSIONS
from responses.case_files.columns import COLUMNS, FLAGS
from responses.case_files.extracts import drafts
from responses.case_files.extracts.layout import codes_of, is_blank
from responses.case_files.extracts.meanings import (
    CAREFULNESS,
    CHANNEL,
    SAYS_NOTHING,
    is_nought_alone,
    may_stand_for,
)
from responses.case_files.mapping_profile import STANDARD, force_profile
from responses.case_files.reading import CaseFileRules
from tests.each import for_each
from tests.responses.case_files.examples import RULES, csv_text, record
from tests.responses.case_files.extracts.test_made_up import Made

INVISIBLE = "".join(["\u200b", "\ufeff", "\u00a0", "\u2060", "\u00ad", " ", "\t"])
PROFILE = force_profile(
    '[columns]\n"DA flag" = "flag_domestic_abuse"\nDead = "deceased"\n'
    '[values.flag_domestic_abuse]\nN = "no"\nY = "yes"\n[values.deceased]\nN = "no"\nY = "yes"\n',
    force="gwent",
)
ORDERS = CAREFULNESS | dict.fromkeys(("deceased", "business", "flag_fgm"), ("no", "yes"))
WORDS = (
    "yes",
    "no",
    "not",
    "safe",
    "high",
    "std",
    "unknown",
    "possibly",
    "y",
    "n",
    "0",
    "1",
    "fgm",
)
cells = st.text(INVISIBLE, max_size=3) | st.sampled_from(
    ["N", "Y", " N ", "n", "No", "NO", "-", "#N/A", "N/A", "0", "FALSE", "N\u200b", "=N"]
)


class TestAWayOfContact:
    @for_each(
        "own",
        ["Phone", "telephone", "Letter", "In person", "No texts", "Don’t text", "Phone or text",
         "Ring first", "Text or call", "possibly text", "Do not contact", "Ffôn"],
    )  # fmt: skip
    def test_without_messages_is_read_as_no_text_and_no_mail(self, own):
        allowed = [c for c in ("sms", "email", "other", "") if may_stand_for(own, CHANNEL, c)]

        assert allowed == ["other"]

    @pytest.mark.parametrize(
        ("own", "codes"),
        [("Text", ["sms", "other"]), ("E-mail", ["email"]), ("sms", ["sms"]),
         ("By email only", ["email", "other"]), ("Text/email", ["other"]),
         ("Not known", ["other", ""]), ("C1", ["sms", "email", "other"])],
    )  # fmt: skip
    def test_is_read_as_no_other(self, own, codes):
        read = [c for c in ("sms", "email", "other", "") if may_stand_for(own, CHANNEL, c)]

        assert read == codes


class TestAValueWhoseWordsWarn:
    @pytest.mark.safety
    @pytest.mark.parametrize(
        ("column", "code", "values"),
        [
            ("flag_domestic_abuse", "no",
             ["Ｙ", "Ｙes", "Yеs", "No longer", "no - see DASH", "positive", "confirmed", "01",
              "Yes1", "DV", "victim of DA", "oedd", "not yet", "No but risk"]),
            ("number_safe", "yes",
             ["Ｎ", "Νo", "perp has access", "shared phone", "partner reads", "monitored", "risky",
              "only with care", "Yes but shared", "joint", "work phone"]),
            ("deceased", "no", ["Dead", "RIP", "passed away", "Homicide victim", "wedi marw"]),
            ("risk_level", "standard", ["VH", "Gold", "critical", "Severe", "MARAC", "uchel"]),
            ("victim_role", "direct",
             ["juvenile", "Under 16", "parent", "next of kin", "company", "Child victim (13)"]),
            ("exclude_code", "FATIGUE",
             ["TTL", "Osman warning", "complaint", "PSD", "UKPPS", "child present", "No texts",
              "MAPPA", "suicidal", "mental health", "vulnerable", "asked not to be", "Nо contact"]),
        ],
    )  # fmt: skip
    def test_saf_2_is_read_as_nothing_less_careful(self, column, code, values):
        assert [own for own in values if may_stand_for(own, column, code)] == []

    @pytest.mark.parametrize(
        ("own", "column", "code"),
        [("No", "flag_domestic_abuse", "no"), ("Not DA", "flag_domestic_abuse", "no"),
         ("Verified", "number_safe", "yes"), ("Safe", "number_safe", "yes"),
         ("Alive", "deceased", "no"), ("Grade 3", "risk_level", "standard"),
         ("Injured party", "victim_role", "direct")],
    )  # fmt: skip
    def test_is_another_than_what_a_force_writes(self, own, column, code):
        assert may_stand_for(own, column, code)


class TestAFlag:
    @given(cells)
    def test_is_no_only_where_a_person_said_so_of_that_very_cell(self, cell):
        rules = CaseFileRules(force_codes=RULES.force_codes, today=RULES.today, profile=PROFILE)
        sent = record(force="gwent", **{"DA flag": cell})

        [result] = file_kinds.read_cases(Made(csv_text([sent]).encode()), rules=rules)

        said_no = result.case is not None and result.case.flags.get("domestic_abuse") is False
        assert said_no == (cell.strip() == "N")


class TestABlank:
    @given(st.text(INVISIBLE, max_size=5), st.sampled_from(FLAGS))
    def test_stands_for_nothing(self, own, flag):
        assert is_blank(own)
        assert not may_stand_for(own, f"flag_{flag}", "no")
        assert not may_stand_for(own, "stage", "REPORT")

    @for_each("own", sorted(SAYS_NOTHING))
    def test_in_words_makes_nobody_more_contactable(self, own):
        assert not may_stand_for(own, "flag_fgm", "no")
        assert not may_stand_for(own.upper(), "number_safe", "yes")
        assert may_stand_for(own, "flag_fgm", "yes")
        assert may_stand_for(own, "number_safe", "unknown")

    def test_is_no_reading_where_a_blank_is_not_the_careful_one(self):
        assert not may_stand_for("Y", "deceased", "")
        assert not may_stand_for("Bereaved", "victim_role", "")
        assert may_stand_for("U", "flag_fgm", "")


@pytest.mark.safety
class TestWhatSaysNothing:
    @for_each(
        "own",
        [
            "(blank)", "n.k.", "N/K ", "#N/A", "[none]", "N/A", "NA", "unk", "U", "Not applicable",
            "no data", "not asked", "missing", "-", "--", "?", ".", "✗", "possibly", "Suspected",
        ],
    )  # fmt: skip
    @for_each(("column", "code"), [("flag_fgm", "no"), ("number_safe", "yes"), ("deceased", "no")])
    def test_saf_2_makes_nobody_more_contactable_in_whatever_signs(self, own, column, code):
        assert not may_stand_for(own, column, code)


class TestAValue:
    @for_each("column", [name for name in COLUMNS if codes_of(name)])
    def test_that_is_one_of_our_codes_is_read_as_no_other(self, column):
        for own in codes_of(column):
            for code in codes_of(column):
                assert may_stand_for(own, column, code) is (own == code)
                assert may_stand_for(own.upper(), column, code) is (own == code)

    @pytest.mark.safety
    @for_each(
        ("own", "column", "code"),
        [
            ("Y", "flag_fgm", "no"), ("1", "flag_fgm", "no"), ("X", "flag_fgm", "no"),
            ("Yes - DASH", "flag_domestic_abuse", "no"), ("Y", "flag_fgm", ""),
            ("Domestic", "flag_domestic_abuse", "no"), ("Deceased", "deceased", "no"),
            ("N", "number_safe", "yes"), ("N", "number_safe", "unknown"), ("N", "number_safe", ""),
            ("no", "number_safe", ""), ("Not safe to text", "number_safe", "yes"),
            ("Don’t text", "number_safe", "unknown"), ("Yes, not evenings", "number_safe", "yes"),
            ("H", "risk_level", "standard"), ("High (14+)", "risk_level", "medium"),
        ],
    )  # fmt: skip
    def test_saf_2_is_read_as_nothing_less_careful_than_its_own_words(self, own, column, code):
        assert not may_stand_for(own, column, code)

    @for_each(
        ("own", "column", "code"),
        [
            ("N", "flag_fgm", "no"), ("No domestic abuse", "flag_domestic_abuse", "no"),
            ("Y", "number_safe", "yes"), ("OK", "number_safe", "yes"), ("N", "number_safe", "no"),
            ("Y", "number_safe", "no"), ("Not checked", "number_safe", "unknown"),
            ("Std", "risk_level", "standard"), ("Alive", "deceased", "no"), ("N", "deceased", "no"),
            ("X7", "flag_fgm", "no"), ("F", "sex", "female"), ("U", "sex", ""),
        ],
    )  # fmt: skip
    def test_is_read_as_a_person_says_else(self, own, column, code):
        assert may_stand_for(own, column, code)

    @pytest.mark.safety
    @given(
        st.text(max_size=20) | st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join),
        st.sampled_from(sorted(ORDERS)),
    )
    def test_saf_2_may_be_read_as_each_code_that_is_more_careful_than_one_it_may(self, own, column):
        order = ORDERS[column]
        may = [may_stand_for(own, column, code) for code in order]

        if own.strip().casefold() not in order and not is_blank(own):
            assert may == sorted(may)


class TestAnExclusion:
    @pytest.mark.safety
    @for_each(
        "own",
        [
            "Do not contact", "NO CONTACT", "Refused", "declined survey", "Opted out", "DNC",
            "Victim does not wish to engage", "Withdrawn consent", "Contact", "NOCONTACT",
            "Dim cyswllt",
        ],
    )  # fmt: skip
    def test_saf_2_by_which_somebody_said_no_is_read_as_no_weaker_one(self, own):
        allowed = {code for code in EXCLUSIONS if may_stand_for(own, "exclude_code", code)}

        assert allowed <= {"NOCONTACT", "OPTOUT"}
        assert allowed

    @for_each(
        ("own", "code", "is_read"),
        [
            ("High risk", "FATIGUE", False), ("High risk", "HIGHRISK", True),
            ("Threat to life", "TRIAL", False), ("Died", "DECEASED", True),
            ("Died", "REPEAT", False), ("No contact details", "NOCONTACTDATA", True),
            ("Not safe to contact", "NOSAFE", True), ("Not safe to contact", "LANG", False),
            ("No phone number held", "BADNUM", True), ("EX07", "FATIGUE", True),
            ("Surveyed lately", "FATIGUE", True), ("Surveyed lately", "", False),
        ],
    )  # fmt: skip
    def test_is_read_as_one_at_least_as_strong_as_its_words(self, own, code, is_read):
        assert may_stand_for(own, "exclude_code", code) is is_read


class TestANought:
    @pytest.mark.safety
    @pytest.mark.parametrize("column", ["flag_fgm", "deceased", "business"])
    def test_saf_2_is_no_only_where_one_is_yes(self, column):
        assert is_nought_alone({"0": "no"}, column, "0")
        assert is_nought_alone({"0": "no", "1": "no"}, column, "0")
        assert not is_nought_alone({"0": "no", "1": "yes"}, column, "0")

    def test_may_be_anything_where_no_is_the_careful_reading(self):
        assert not is_nought_alone({"0": "no"}, "number_safe", "0")
        assert not is_nought_alone({"0": "no"}, "disability", "0")

    def test_brings_its_one_where_an_example_has_none(self):
        draft = drafts.with_code(STANDARD, "flag_fgm", "0", "no")

        assert draft.values == {"flag_fgm": {"0": "no", "1": "yes"}}
