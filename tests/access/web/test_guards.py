from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from access.permissions import Permission, Role
from access.viewer import Viewer
from access.web.guards import PUBLIC, ApiPermission, permission_required, public, signed_in

ANALYST = Viewer(user_id=1, name="A", roles=frozenset({Role.FORCE_ANALYST}))
NOBODY = Viewer(user_id=2, name="B")


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


def request(viewer: Viewer | None) -> HttpRequest:
    made = RequestFactory().get("/staff/alerts/?period=2026-Q3")
    made.viewer = viewer
    return made


class TestPublic:
    def test_marks_the_view_and_changes_nothing(self) -> None:
        assert public(page) is page
        assert page.guard == PUBLIC


class TestSignedIn:
    def test_sends_a_stranger_to_sign_in_and_back(self) -> None:
        response = signed_in(page)(request(None))

        assert response.url.endswith("/login/?next=/staff/alerts/%3Fperiod%3D2026-Q3")

    def test_lets_staff_pass_whatever_their_role(self) -> None:
        assert signed_in(page)(request(NOBODY)).content == b"open"


class TestPermissionRequired:
    guarded = staticmethod(permission_required(Permission.VIEW_ALERTS)(page))

    def test_sends_a_stranger_to_sign_in(self) -> None:
        assert self.guarded(request(None)).status_code == 302

    def test_refuses_staff_without_the_permission(self) -> None:
        with pytest.raises(PermissionDenied):
            self.guarded(request(NOBODY))

    def test_lets_those_with_it_pass(self) -> None:
        assert self.guarded(request(ANALYST)).content == b"open"

    def test_leaves_a_mark_and_the_name(self) -> None:
        assert self.guarded.guard is Permission.VIEW_ALERTS
        assert self.guarded.__name__ == "page"


class TestApiPermission:
    view = SimpleNamespace(permission=Permission.VIEW_ALERTS)

    @pytest.mark.parametrize(("viewer", "may"), [(None, False), (NOBODY, False), (ANALYST, True)])
    def test_asks_for_the_permission_of_the_view(self, viewer: Viewer | None, may: bool) -> None:
        assert ApiPermission().has_permission(request(viewer), self.view) is may

    def test_refuses_a_request_without_viewer(self) -> None:
        assert not ApiPermission().has_permission(RequestFactory().get("/"), self.view)
