from collections import Counter

from tests.architecture import language
from tests.each import for_each


class TestRaised:
    ALLOWED = Counter({("app/a.py", "comment"): 2, ("app/b.py", "comment"): 1})

    def test_accepts_a_lower_count(self) -> None:
        assert language.raised(Counter({("app/a.py", "comment"): 1}), self.ALLOWED) == {}

    def test_accepts_marks_that_moved_within_a_folder(self) -> None:
        now = Counter({("app/a.py", "comment"): 1, ("app/b.py", "comment"): 2})

        assert language.raised(now, self.ALLOWED) == {}

    def test_refuses_a_folder_over_its_budget(self) -> None:
        now = self.ALLOWED + Counter({("app/b.py", "comment"): 1})

        assert set(language.raised(now, self.ALLOWED)) == {("app/b.py", "comment")}

    def test_refuses_another_kind_in_a_known_file(self) -> None:
        now = Counter({("app/a.py", "name"): 1})

        assert set(language.raised(now, self.ALLOWED)) == {("app/a.py", "name")}

    def test_refuses_any_mark_in_a_new_file_even_where_its_folder_has_room(self) -> None:
        now = Counter({("app/new.py", "comment"): 1})

        assert set(language.raised(now, self.ALLOWED)) == {("app/new.py", "comment")}


ODD = ("Who answers is asked.", "It ends. Of each force one is drawn.", "It is told.",
       "A row stands here.", "Nobody waits.", "the key lest it be lost", "those who answered",
       "someone sees to it", "so that no text goes out")  # fmt: skip
PLAIN = ("Who may answer?", "Of course.", "The totals are shown.", "A stand-in provider.",
         "Which text do you mean?", "No one is waiting.", "Return the rows.")  # fmt: skip


class TestPhrases:
    @for_each("sentence", ODD)
    def test_marks_odd_sentences(self, sentence: str) -> None:
        assert list(language.phrases("a.py", "comment", sentence))

    @for_each("sentence", PLAIN)
    def test_leaves_plain_sentences(self, sentence: str) -> None:
        assert list(language.phrases("a.py", "comment", sentence)) == []


class TestMarksOfAModule:
    def test_finds_docstrings_comments_and_names(self) -> None:
        source = (
            'def held_in_vain():\n    """Of all."""\n    # nobody reads it\n    return "told of"\n'
        )

        found = [(mark.kind, mark.text) for mark in language.marks_of_module("a.py", source)]

        assert sorted(found) == [
            ("comment", "Of all"), ("comment", "nobody"), ("name", "held_in_vain"),
        ]  # fmt: skip


class TestMarksOfACatalogue:
    def test_belong_to_the_first_file_that_says_the_message(self) -> None:
        source = (
            '#: ui/a.html access/b.py\n#, python-format\nmsgid ""\n"Nobody "\n"waits"\nmsgstr ""\n'
        )

        assert [(mark.path, mark.kind) for mark in language.marks_of_catalogue(source)] == [
            ("ui/a.html", "page")
        ]
