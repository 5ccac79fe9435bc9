from tests.architecture import promises
from tests.architecture.promises import Row
from tests.each import for_each

HELD = tuple(promises.rows("What victims read, and what holds it"))
OF_PEOPLE = tuple(promises.rows("What victims read, and no test can hold"))
SAID = promises.sentences()


def in_tables() -> list[str]:
    return [sentence for row in (*HELD, *OF_PEOPLE) for sentence in row.sentences]


class TestEverySentenceOfAPromise:
    def test_stands_in_a_table_of_the_rules(self) -> None:
        tabled = set(in_tables())
        missing = [each for each in SAID if promises.is_promise(each) and each not in tabled]

        assert missing == [], "Say in docs/rules.md which tests hold it; write those that lack."


class TestTheTables:
    def test_hold_each_sentence_once(self) -> None:
        assert len(in_tables()) == len(set(in_tables()))

    @for_each("row", [*HELD, *OF_PEOPLE])
    def test_hold_what_is_said_and_where(self, row: Row) -> None:
        assert [each for each in row.sentences if each not in SAID] == [], (
            "no page says it any more"
        )

        files = {file.rpartition("/")[2] for each in row.sentences for file in SAID[each]}

        assert row.files == files

    @for_each("row", HELD)
    def test_name_a_test_for_each(self, row: Row) -> None:
        assert "::test_" in row.held_by

    @for_each("row", OF_PEOPLE)
    def test_say_who_keeps_what_no_test_holds(self, row: Row) -> None:
        assert row.held_by
