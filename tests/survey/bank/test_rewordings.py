from dataclasses import replace

from survey.bank.rewordings import reworded
from survey.definition.types import Instrument
from tests.survey.bank.rotating import short

OLD, NEW = "Q-INF-3", "Q-INF-3n"


def version_4(
    code: str = OLD, new: str = NEW, *, text: str = "In other words", **more: object
) -> Instrument:
    before = short()
    changed = {"code": new, "replaces": code, "text": {"en": text}} | more
    return replace(
        before,
        version=4,
        questions=tuple(
            replace(each, **changed) if each.code == code else each for each in before.questions
        ),
        rotating=tuple(new if each == code else each for each in before.rotating),
    )


class TestTwoVersions:
    def test_may_be_compared_that_ask_a_drawn_question_in_other_words(self) -> None:
        assert reworded(short(), version_4()) == {OLD: NEW}

    def test_may_not_where_one_of_the_ten_is_in_other_words(self) -> None:
        of_the_ten = version_4("Q-OVR-1", "Q-OVR-1n")
        both = replace(
            version_4(),
            questions=tuple(
                replace(each, text={"en": "x"}) if each.code == "Q-OVR-1" else each
                for each in version_4().questions
            ),
        )

        assert not reworded(short(), of_the_ten)
        assert not reworded(short(), both)

    def test_may_not_where_a_drawn_question_comes_or_goes(self) -> None:
        gone = replace(short(), rotating=short().rotating[1:])

        assert not reworded(short(), gone)
        assert not reworded(gone, short())

    def test_may_not_where_other_people_are_asked_it_or_in_other_languages(self) -> None:
        assert not reworded(short(), version_4(module="ST2"))
        assert not reworded(short(), replace(version_4(), languages=("en", "cy")))

    def test_may_not_that_ask_the_same(self) -> None:
        assert not reworded(short(), replace(short(), version=4))
