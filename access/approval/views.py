from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from access.approval.decisions import OwnRequestError, RequestDecidedError
from access.permissions import Permission
from access.viewer import Viewer
from access.web.guards import actor_of, permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent

Words = str | Promise
Refusals = Mapping[type[Exception], Words | Callable[[Any], Words]]
REFUSALS: Refusals = {
    OwnRequestError: gettext_lazy("You asked for this, so somebody else decides"),
    RequestDecidedError: gettext_lazy("Somebody was faster: look at it again"),
}


class DecisionView(View):
    """Button that decides about a request. `as_view` takes the action and the words for success."""

    permission: ClassVar[Permission]
    refusals: ClassVar[Refusals] = REFUSALS
    """Errors of the action, with their words."""
    back: str = ""
    """Route of the page to return to."""
    subject: ClassVar[str] = "request"
    """Name of the action's argument for what `find` returns."""
    done: Words = ""

    @classmethod
    def as_view(cls, **declared: Any) -> Callable[..., HttpResponseBase]:
        view = out_of_reach_is_absent(super().as_view(**declared))
        return require_POST(permission_required(cls.permission)(view))

    def find(self, *args: Any, **address: Any) -> Any:
        """Raises ObjectDoesNotExist for one out of reach."""
        raise NotImplementedError

    def act(self, *args: Any, **given: Any) -> object:
        raise NotImplementedError

    def go_back(self) -> HttpResponse:
        return redirect(self.back)

    @property
    def viewer(self) -> Viewer:
        return viewer_of(self.request)

    def post(self, request: HttpRequest, *args: Any, **address: Any) -> HttpResponse:
        found = self.find(**address)
        try:
            self.act(**{self.subject: found}, by=actor_of(request), at=timezone.now())
        except tuple(self.refusals) as error:
            words = next(said for kind, said in self.refusals.items() if isinstance(error, kind))
            messages.error(request, str(words(error) if callable(words) else words))
        else:
            messages.success(request, str(self.done))
        return self.go_back()
