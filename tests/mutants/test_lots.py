from tests.mutants.lots import lot

RULE = "def is_few(n):\n    return n < 10\n"
PLACE = (2, 13)


def drawn(source: str, place: tuple[int, int] = PLACE, *, seed: int = 1) -> float:
    return lot(source, place, file="rule.py", seed=seed).random()


class TestALot:
    def test_stays_when_lines_are_written_above_it(self) -> None:
        longer = "LEAST = 10\n\n\n" + RULE

        assert drawn(longer, (5, 13)) == drawn(RULE)

    def test_stays_when_its_line_is_indented(self) -> None:
        inside = "class Rule:\n    def is_few(n):\n        return n < 10\n"

        assert drawn(inside, (3, 17)) == drawn(RULE)

    def test_is_another_when_its_own_line_changes(self) -> None:
        assert drawn(RULE.replace("10", "20")) != drawn(RULE)

    def test_is_its_own_for_each_place_of_a_line(self) -> None:
        assert drawn(RULE, (2, 15)) != drawn(RULE)

    def test_is_its_own_for_each_of_two_lines_with_the_same_words(self) -> None:
        assert drawn(RULE + RULE, (4, 13)) != drawn(RULE + RULE, (2, 13))

    def test_is_its_own_for_each_file(self) -> None:
        here, there = (lot(RULE, PLACE, file=file, seed=1) for file in ("a.py", "b.py"))

        assert here.random() != there.random()

    def test_is_another_for_another_seed(self) -> None:
        assert drawn(RULE, seed=2) != drawn(RULE)
