"""Every command that a document tells somebody to type is one that the product knows."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import resolve

from tests.documents import known_arguments
from tests.documents.commands import OF_HOSTS, OURS, ROOT, DocumentedCommand, commands
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

        assert len(found) > 150
        assert not wrong

    def test_name_programs_of_ours_or_of_a_host_alone(self) -> None:
        first = {each.words[0] for each in commands()}

        assert {word for word in first if not word.startswith(OURS)} <= OF_HOSTS

    def test_show_calls_of_the_api_that_are_there(self) -> None:
        page = (ROOT / "docs" / "api.md").read_text()

        for path in re.findall(r"curl https://[\w.]+(/\S+)", page):
            assert resolve(path).func

    @pytest.mark.django_db
    def test_show_a_way_out_and_in_that_can_be_gone(self, tmp_path: Path, monkeypatch) -> None:
        """docs/interchange.md, line by line, but for the one that stores."""
        monkeypatch.chdir(tmp_path)
        ways = [
            each.words[2:] for each in commands()
            if each.page == "docs/interchange.md" and each.is_whole and "--by" not in each.words
        ]  # fmt: skip

        for words in ways:
            call_command(*words)

        assert len(ways) >= 3
        assert (tmp_path / "core.xlsx").is_file()


class TestACommand:
    @pytest.mark.parametrize(
        "wrong",
        [
            command("./dev", "walk"),
            command("./dev", "faults", "--peoples", "60"),
            command("manage.py", "forget_all"),
            command("manage.py", "hold_sending", "--for-ever"),
            command("manage.py", "create_user", "--role", "wizard", is_whole=False),
            command("manage.py", "set_sending_account"),
            command("deploy/downgrade", "OLD"),
            command("systemctl", "start", "survey-nothing"),
        ],
        ids=str,
    )
    def test_that_nobody_knows_is_found(self, wrong: DocumentedCommand) -> None:
        with pytest.raises(UnknownCommandError):
            known_arguments.check(wrong)
