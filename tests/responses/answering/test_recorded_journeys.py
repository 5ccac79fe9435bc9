import pytest
from django.test import Client

from tests.journeys.recorded import WITH_SCRIPTS, WITHOUT_SCRIPTS, Request, read
from tests.responses.invited import Invited, invite

pytestmark = pytest.mark.django_db


def ask(client: Client, request: Request, invited: Invited) -> int:
    path = request.path.replace("{token}", invited.token)
    send = client.post if request.method == "POST" else client.get
    return send(path, dict(request.sent)).status_code


@pytest.mark.parametrize("name", [WITH_SCRIPTS, WITHOUT_SCRIPTS])
class TestARecordedJourney:
    @pytest.mark.slow
    def test_goes_the_same_way_again(self, browser: Client, name: str) -> None:
        invited = invite()
        asked = [request for request in read(name) if request.is_page]

        answered = [ask(browser, request, invited) for request in asked]

        assert answered == [request.status for request in asked]
        assert invited.response.completed_at is not None


class TestTheTwoJourneys:
    def test_differ_by_the_scripts_alone(self) -> None:
        with_scripts, without = (
            [(request.method, request.path, request.sent) for request in read(name)]
            for name in (WITH_SCRIPTS, WITHOUT_SCRIPTS)
        )

        assert [each for each in with_scripts if not each[1].endswith(".js")] == without
        assert len(with_scripts) > len(without)
