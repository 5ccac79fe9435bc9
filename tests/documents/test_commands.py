import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import resolve

from tests.documents import known_arguments
from tests.documents.commands import ROOT, DocumentedCommand, commands
from tests.documents.known_arguments import UnknownCommandError


def command(*words: str, is_whole: bool = True) -> DocumentedCommand:
    return DocumentedCommand(page="a page", words=words, is_whole=is_whole)


class TestTheDocuments:
    @pytest.mark.slow
    def test_tell_nobody_to_type_what_is_no_command(self) -> None:
        found, wrong = list(commands()), []
        for each in found:
            try:
                known_arguments.check(each)
            except UnknownCommandError as error:
                wrong.append(f"{each} ({error})")

        assert found
        assert not wrong

    def test_show_calls_of_the_api_that_are_there(self) -> None:
        page = (ROOT / "docs" / "api.md").read_text()

        for path in re.findall(r"curl https://[\w.]+(/\S+)", page):
            assert resolve(path).func

    @pytest.mark.django_db
    def test_show_a_way_out_and_in_that_can_be_gone(self, tmp_path: Path, monkeypatch) -> None:
        monkeypatch.chdir(tmp_path)
        ways = [
            each.words[2:] for each in commands()
            if each.page == "docs/interchange.md" and each.is_whole and "--by" not in each.words
        ]  # fmt: skip

        for words in ways:
            call_command(*words)

        assert len(ways) >= 3
        assert (tmp_path / "core.xlsx").is_file()
