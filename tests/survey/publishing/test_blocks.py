from survey.definition.types import Block
from survey.publishing import rules as publishing_rules
from tests.survey.make import instrument, question


def faults(*questions, **more):
    return publishing_rules.faults_in(instrument(*questions, **more))


class TestCore:
    def test_has_twelve_items_and_no_more(self):
        twelve = [question(f"A{place}") for place in range(12)]

        assert faults(*twelve) == []
        assert faults(*twelve, question("B")) == [
            "sample version 1, questions: 13 core items, at most 12 may be asked"
        ]

    def test_has_one_item_at_least(self):
        assert faults(question("E", block=Block.EQUALITY)) == [
            "sample version 1, questions: there is no core question"
        ]

    def test_stands_before_the_equality_block(self):
        equality = question("E", block=Block.EQUALITY)

        assert faults(question("A"), equality, question("B")) == [
            (
                "sample version 1, questions: B (core) stands after E (equality): the core comes "
                "first, then the modules, then local items, then the equality block"
            )
        ]

    def test_may_be_followed_by_as_many_equality_questions_as_there_are(self):
        equality = [question(f"E{place}", block=Block.EQUALITY) for place in range(20)]

        assert faults(question("A"), *equality) == []

    def test_is_held_to_twelve_only_where_it_is_all_that_a_link_asks(self):
        many = [question(f"A{place}") for place in range(20)]

        assert faults(*many, question("S", block=Block.STAGE)) == []

    def test_is_held_to_28_with_modules_that_no_pathway_leads_to(self):
        long = [question(f"S{place}", block=Block.STAGE) for place in range(28)]

        assert faults(question("A"), *long[:27]) == []
        assert faults(question("A"), *long) == [
            (
                "sample version 1, questions: 29 questions before the equality block, at most 28 "
                "may be asked"
            )
        ]


class TestPathways:
    def national(self, count, **more):
        stage = [question(f"S{n}", block=Block.STAGE, module="ST1") for n in range(count)]
        return faults(question("A"), *stage, code="national", **more)

    def test_have_room_for_what_is_always_asked(self):
        assert self.national(21) == []
        assert any(
            "S21: no room on the pathway of ST1, which may ask 22 questions and always asks 23"
            in fault
            for fault in self.national(22)
        )

    def test_leave_out_what_need_not_always_be_asked(self):
        spare = question("T", block=Block.STAGE, module="ST1", rank=2)
        always = [question(f"S{n}", block=Block.STAGE, module="ST1") for n in range(21)]

        assert faults(question("A"), *always, spare, code="national") == []

    def test_lead_to_every_module(self):
        lost = question("S", block=Block.CRIME, module="GONE")

        assert faults(question("A"), lost, code="national") == [
            "national version 1, questions: S belongs to GONE, which is on no pathway"
        ]


class TestLocalItems:
    LOCAL = [question(f"L-{place}", block=Block.LOCAL) for place in range(6)]

    def test_follow_the_core_of_an_instrument_of_one_force(self):
        equality = question("E", block=Block.EQUALITY)

        assert faults(question("A"), *self.LOCAL[:5], equality, code="local-kent") == []

    def test_have_no_place_in_a_national_instrument(self):
        assert faults(question("A"), self.LOCAL[0]) == [
            (
                "sample version 1, questions: L-0: local items have no place in a national "
                "instrument, only in one called local-<force>"
            )
        ]

    def test_may_stand_alone(self):
        assert faults(*self.LOCAL[:5], code="local-kent") == []

    def test_are_five_at_most(self):
        assert faults(question("A"), *self.LOCAL, code="local-kent") == [
            "local-kent version 1, questions: 6 local items, at most 5 may be added"
        ]

    def test_never_stand_inside_the_core(self):
        [fault] = faults(question("A"), self.LOCAL[0], question("B"), code="local-kent")

        assert "B (core) stands after L-0 (local)" in fault

    def test_have_codes_of_their_own(self):
        fault = "the codes of local items, and of no others, begin with L-"

        assert faults(question("A"), question("B", block=Block.LOCAL), code="local-kent") == [
            f"local-kent version 1, questions: B: {fault}"
        ]
        assert faults(question("L-1")) == [f"sample version 1, questions: L-1: {fault}"]
