import pytest

from access import actions, selectors
from access.models import DataOrigin
from access.process_cache import SECONDS, cached_in_process, clear
from tests.conftest import NOW, TESTER
from tests.statements import queries_of


class TestCachedInProcess:
    @pytest.fixture
    def asked(self) -> list[int]:
        return []

    @pytest.fixture
    def read(self, asked: list[int]):
        @cached_in_process
        def read(number: int) -> int | None:
            asked.append(number)
            return number or None

        return read

    def test_is_read_once_for_each_question(self, read, asked: list[int]) -> None:
        assert [read(1), read(2), read(1)] == [1, 2, 1]

        assert asked == [1, 2]

    def test_is_read_again_when_it_is_old(self, read, asked: list[int], monkeypatch) -> None:
        read(1)
        monkeypatch.setattr("access.process_cache.SECONDS", -SECONDS)
        clear()
        read(1)
        read(1)

        assert asked == [1, 1, 1]

    def test_is_asked_anew_while_there_is_nothing(self, read, asked: list[int]) -> None:
        assert [read(0), read(0)] == [None, None]

        assert asked == [0, 0]

    def test_is_forgotten_when_someone_changes_it(self, read, asked: list[int]) -> None:
        read(1)
        clear()
        read(1)

        assert asked == [1, 1]


@pytest.mark.django_db
class TestTheDataOrigin:
    def test_is_known_as_soon_as_it_is_set(self) -> None:
        assert not selectors.is_simulated()

        actions.set_data_origin(origin=DataOrigin.Origin.SIMULATED, by=TESTER, at=NOW)

        assert selectors.is_simulated()
        assert queries_of(selectors.is_simulated) == 0
