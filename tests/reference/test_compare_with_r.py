import pytest

from tests.reference import page
from tests.reference.comparisons import Comparison, comparisons


class TestOurNumbers:
    @pytest.mark.parametrize("one", comparisons(), ids=lambda one: one.method)
    def test_agree_with_r(self, one: Comparison):
        assert one.pairs
        assert one.worst <= one.tolerance

    def test_stand_in_the_docs_as_they_are(self):
        assert page.DOCUMENT.read_text(encoding="utf-8") == page.page(comparisons()), (
            "Run .venv/bin/python -m tests.reference.page"
        )
