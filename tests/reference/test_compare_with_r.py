import pytest

from tests.reference import page
from tests.reference.comparisons import comparisons


class TestOurNumbers:
    @pytest.mark.slow
    def test_agree_with_r(self) -> None:
        compared = comparisons()

        assert [one.method for one in compared if not one.pairs] == []
        assert {one.method: one.worst for one in compared if one.worst > one.tolerance} == {}

    @pytest.mark.slow
    def test_stand_in_the_docs_as_they_are(self) -> None:
        assert page.DOCUMENT.read_text(encoding="utf-8") == page.page(comparisons()), (
            "Run .venv/bin/python -m tests.reference.page"
        )
