from tests.each import for_each
from tests.mutants.subjects import ROOT, SUBJECTS, Subject, chosen


@for_each("subject", SUBJECTS)
class TestASubject:
    def test_has_something_to_change(self, subject: Subject) -> None:
        assert subject.files()

    def test_has_tests_to_notice_it(self, subject: Subject) -> None:
        gone = [name for name in subject.tests if not (ROOT / name).exists()]

        assert not gone


class TestNearestTests:
    def test_are_named_after_the_module(self) -> None:
        subject = next(each for each in SUBJECTS if each.product == "analytics/stats")

        assert subject.nearest_tests("analytics/stats/series/spc.py") == [
            "tests/analytics/stats/series/test_spc.py"
        ]

    def test_are_none_where_no_file_has_its_name(self) -> None:
        assert (
            Subject("access/viewer.py", ("tests/access",)).nearest_tests("access/viewer.py") == []
        )


class TestChosen:
    def test_are_all_where_none_is_named(self) -> None:
        assert chosen([]) == list(SUBJECTS)

    def test_are_a_part_of_a_subject_with_its_tests(self) -> None:
        [found] = chosen(["responses/case_files/cells"])

        assert found.tests == ("tests/responses/case_files",)
        assert "responses/case_files/cells/readers.py" in found.files()
        assert "responses/case_files/reading.py" not in found.files()
