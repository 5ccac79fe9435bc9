import re

import pytest

from access.permissions import Role
from access.selectors import viewer_for
from access.viewer import Viewer
from responses.follow_up import selectors as follow_up
from responses.interviewing.selectors import calls, team
from responses.themes.selectors import coding, quotes
from responses.triage.selectors import texts
from tests.conftest import _staff

pytestmark = pytest.mark.django_db
LIST_OF_CASES = re.compile(
    r'IN \(SELECT [A-Z]\d+\."id"(?: AS "\w+")? FROM "responses_(?:case|telephonecase)"'
)
READ = (
    (Role.TRIAGE_OFFICER, texts.texts_for),
    (Role.TRIAGE_OFFICER, follow_up.wishes_for),
    (Role.NATIONAL_ANALYST, coding.to_code),
    (Role.FORCE_ANALYST, coding.to_code),
    (Role.FORCE_ANALYST, quotes._in_reach),
    (Role.INTERVIEWER, calls.callable_cases),
    (Role.INTERVIEW_SUPERVISOR, team._cases),
    (Role.INTERVIEW_SUPERVISOR, team.waiting_for_a_look),
)


def viewer_of(role: Role) -> Viewer:
    viewer = viewer_for(_staff(role, None if role is Role.NATIONAL_ANALYST else "kent").pk)
    assert viewer is not None
    return viewer


@pytest.mark.databases
@pytest.mark.parametrize(("role", "rows_for"), READ)
def test_no_list_of_all_cases_is_asked_for(role, rows_for):
    assert not LIST_OF_CASES.search(str(rows_for(viewer_of(role)).query))
