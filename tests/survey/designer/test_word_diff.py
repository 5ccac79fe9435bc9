import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.designer.difference_presenters import Part, mark_changed_words

words = st.lists(st.sampled_from(["how", "well", "were", "you", "told", "heard"])).map(" ".join)


class TestMarked:
    def test_marks_the_words_that_changed(self):
        before, after = mark_changed_words(
            "How well were you told?", "How well were you kept informed?"
        )

        assert before == (Part("How well were you", False), Part("told?", True))
        assert after == (Part("How well were you", False), Part("kept informed?", True))

    def test_marks_nothing_that_was_only_added_to(self):
        before, after = mark_changed_words("Were you told?", "Were you told? By whom?")

        assert before == (Part("Were you told?", False),)
        assert after == (Part("Were you told?", False), Part("By whom?", True))

    @pytest.mark.parametrize(
        ("before", "after"),
        [("", "It is new"), ("It is gone", ""), ("One two three four", "Five six seven two")],
    )
    def test_marks_all_where_little_is_the_same(self, before, after):
        for text, parts in zip((before, after), mark_changed_words(before, after), strict=True):
            assert parts == ((Part(text, True),) if text else ())

    @given(words, words)
    def test_keeps_every_word_in_its_place(self, before, after):
        for text, parts in zip((before, after), mark_changed_words(before, after), strict=True):
            assert " ".join(part.words for part in parts) == text

    @given(words, words)
    def test_leaves_unmarked_the_same_words_in_both(self, before, after):
        kept = [
            " ".join(part.words for part in parts if not part.is_changed)
            for parts in mark_changed_words(before, after)
        ]

        assert kept[0] == kept[1]
