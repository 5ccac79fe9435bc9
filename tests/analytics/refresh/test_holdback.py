"""Whoever kept last month's page can take it away from this month's; what is left is never a
group of one to nine people."""

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from analytics.disclosure.quarter import ANSWERED, QuarterTables
from analytics.refresh.holdback import Holdback, admissible, hold_back, keys_of
from responses.extract_rows import AnswerRow
from survey.definition.types import Meaning

MEANINGS = {
    "Q-OVR-1": {"very_satisfied": Meaning.POSITIVE, "not_applicable": Meaning.OUT_OF_BASE},
    "Q-INF-1": {"very_satisfied": Meaning.POSITIVE},
}
KINDS = [("answered", "crime_group", crime) for crime in ("burglary", "robbery", "fraud")] + [
    ("answered", "stage", stage) for stage in ("ST1", "ST2")
]


def row(number: int = 1, **facts: object) -> AnswerRow:
    return AnswerRow(
        **{
            "response_id": number,
            "person": number,
            "force": "kent",
            "period": "2026-Q3",
            "decision": "INVITE",
            "survey_stage": "ST2",
            "crime_group": "burglary",
            "sex": "female",
            "age_band": "25_34",
            "ethnicity_group": "white",
            "disability": "no",
            "selection_probability": 1.0,
            "completed_on": date(2026, 8, 10),
            "is_complete": True,
            "language": "en",
            "mode": "web_sms",
            "answers": {"Q-OVR-1": ["very_satisfied"]},
            **facts,
        }
    )


def people_at(rows, before=()):
    """A quarter with nothing in it but what these rows and a count of earlier ones come to."""
    people = Counter(dict(before))
    for each in rows:
        people.update((key[0], each.force, *key[1:]) for key in keys_of(each, MEANINGS))
    forces = tuple(sorted({area for _, area, *_ in people}))
    return QuarterTables(forces=forces, people=people)


def moved(new, *, before=(), gone=(), frozen=frozenset()) -> Holdback:
    shown = people_at(before)
    now = people_at([each for each in before if each not in gone] + list(new))
    return hold_back(new, current=now, previous=shown, frozen=frozen, meanings=MEANINGS)


def many(count: int, first: int = 1, **facts: object) -> list[AnswerRow]:
    return [row(number, **facts) for number in range(first, first + count)]


class TestWhereAResponseStands:
    def test_is_among_those_who_answered_by_what_the_case_file_knows(self):
        keys = set(keys_of(row(answers={}), MEANINGS))

        assert {
            (ANSWERED, "all", "all"),
            (ANSWERED, "stage", "ST2"),
            (ANSWERED, "case_sex", "female"),
        } < keys
        assert {measure for measure, *_ in keys} == {ANSWERED}

    def test_is_in_each_question_at_the_levels_of_her_own_word(self):
        said = {"Q-OVR-1": ["very_satisfied"], "EQ-SEX": ["male"]}

        keys = set(keys_of(row(answers=said), MEANINGS))

        assert {key for key in keys if key[0] == "Q-OVR-1"} == {
            ("Q-OVR-1", "all", "all"),
            ("Q-OVR-1", "stage", "ST2"),
            ("Q-OVR-1", "crime_group", "burglary"),
            ("Q-OVR-1", "sex", "male"),
            ("Q-OVR-1", "kind", "unknown"),
            ("Q-OVR-1", "kind_sex", "unknown.male"),
            ("Q-OVR-1", "kind_stage", "unknown.ST2"),
            ("Q-OVR-1", "kind_crime", "unknown.burglary"),
        }

    def test_is_at_what_no_case_file_records_only_in_questions(self):
        said = {"Q-OVR-1": ["very_satisfied"], "EQ-REL": ["sikh"], "EQ-GEN-1": ["no"]}

        keys = set(keys_of(row(answers=said), MEANINGS))

        found = {key for key in keys if key[1] in {"religion", "gender_identity"}}
        assert found == {("Q-OVR-1", "religion", "sikh"), ("Q-OVR-1", "gender_identity", "no")}

    def test_is_not_in_a_question_out_of_whose_base_she_is(self):
        keys = set(keys_of(row(answers={"Q-OVR-1": ["not_applicable"]}), MEANINGS))

        assert not {key for key in keys if key[0] == "Q-OVR-1"}


class TestMovement:
    def test_takes_in_ten_who_are_alike(self):
        assert moved(many(10, first=50), before=many(30)) == Holdback()

    def test_keeps_a_force_as_it_was_while_fewer_have_come(self):
        assert moved(many(9, first=50), before=many(30)).frozen == {"kent"}

    def test_keeps_a_force_where_nothing_happened(self):
        assert moved([], before=many(30)).frozen == {"kent"}

    def test_lets_those_wait_who_are_few_at_one_of_their_levels(self):
        robbed = many(3, first=80, crime_group="robbery")

        found = moved([*many(12, first=50), *robbed], before=many(30))

        assert found.frozen == frozenset()
        assert found.pending == {80, 81, 82}

    def test_lets_those_wait_who_are_few_of_their_religion(self):
        told = {"Q-OVR-1": ["very_satisfied"]}
        christian, sikh = (told | {"EQ-REL": [one]} for one in ("christian", "sikh"))

        found = moved(
            [*many(12, first=50, answers=christian), *many(3, first=80, answers=sikh)],
            before=many(30, answers=christian),
        )

        assert found.pending == {80, 81, 82}

    def test_lets_those_wait_whom_the_waiting_leave_too_few(self):
        """Eleven of stage ST4, of whom two wait for their crime: the nine others wait as well."""
        late = [
            *many(2, first=70, survey_stage="ST4", crime_group="robbery"),
            *many(9, first=80, survey_stage="ST4"),
        ]

        found = moved([*many(12, first=50), *late], before=many(30))

        assert found.pending == {*range(70, 72), *range(80, 89)}

    def test_lets_those_wait_who_are_few_to_answer_a_question(self):
        talkative = {"Q-OVR-1": ["very_satisfied"], "Q-INF-1": ["very_satisfied"]}
        before = many(30, answers=talkative)

        found = moved([*many(12, first=50), *many(4, first=80, answers=talkative)], before=before)

        assert found.pending == {80, 81, 82, 83}

    def test_keeps_a_force_of_which_one_has_withdrawn_among_few_new(self):
        before = many(30, crime_group="robbery") + many(30, first=100)

        found = moved(many(15, first=500), before=before, gone=before[:1])

        assert found.frozen == {"kent"}

    def test_moves_when_one_has_withdrawn_among_many_new(self):
        before = many(30)

        assert moved(many(15, first=500), before=before, gone=before[:1]) == Holdback()

    def test_moves_when_ten_have_withdrawn(self):
        before = many(30)

        assert moved([], before=before, gone=before[:10]) == Holdback()

    def test_leaves_a_force_that_moved_this_month(self):
        found = moved([], before=many(30), frozen=frozenset({"kent"}))

        assert found.frozen == {"kent"}

    def test_lets_a_force_wait_that_comes_late_and_small(self):
        """The nation less the nation before would be that force."""
        shown = people_at(many(30))
        late = [row(number, force="essex") for number in range(90, 95)]
        now = people_at([*many(30), *late])

        found = hold_back(late, current=now, previous=shown, frozen=frozenset(), meanings=MEANINGS)

        assert found.frozen == {"kent", "essex"}

    def test_holds_nothing_against_a_table_that_is_new(self):
        before = people_at(many(30))
        older = QuarterTables(
            forces=before.forces,
            people={cell: people for cell, people in before.people.items() if cell[2] != "stage"},
        )
        now = people_at([*many(30), *many(12, first=50)])

        found = hold_back(
            many(12, first=50), current=now, previous=older, frozen=frozenset(), meanings=MEANINGS
        )

        assert found == Holdback()


class TestAdmitted:
    @given(
        came=st.lists(st.sets(st.sampled_from(KINDS), min_size=1), max_size=60),
        others=st.dictionaries(st.sampled_from(KINDS), st.integers(-15, 15)),
    )
    def test_leaves_no_change_of_one_to_nine(self, came, others):
        new = dict(enumerate(came))
        grown = Counter(others)
        for keys in came:
            grown.update(keys)

        admitted = admissible(new, grown)

        if admitted is not None:
            change = Counter(others)
            for each in admitted:
                change.update(new[each])
            assert all(people == 0 or abs(people) >= 10 for people in change.values())
            assert any(change.values())

    @given(came=st.lists(st.sets(st.sampled_from(KINDS), min_size=1), max_size=60))
    def test_lets_nobody_wait_without_need(self, came):
        """Where nobody left: whoever waits would be among fewer than ten at a level, even were
        all others taken in with whom she could be."""
        new = dict(enumerate(came))
        grown = Counter(key for keys in came for key in keys)

        admitted = admissible(new, grown) or frozenset()

        if not admitted < new.keys():
            return
        whole = Counter(key for keys in came for key in keys)
        assert any(0 < people < 10 for people in whole.values())
