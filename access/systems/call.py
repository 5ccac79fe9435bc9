from datetime import timedelta
from math import ceil
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.serializers import Serializer
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from access.api_keys import last_use
from access.api_keys.scopes import KeyScope
from access.limits.attempts import wait_after_counting
from access.limits.table import Kind, Tier
from access.permissions import Permission
from access.web.guards import ApiPermission, actor_of


class CallThrottle(BaseThrottle):
    """Counts every call of a key, from any address."""

    def __init__(self) -> None:
        self._wait = timedelta()

    def allow_request(self, request: Request, view: object) -> bool:
        key = getattr(request, "api_key", None)
        if key is not None:
            source = {Tier.ACCOUNT: f"key {key.pk}"}
            self._wait = wait_after_counting(Kind.API_CALL, source, at=timezone.now())
        return not self._wait

    def wait(self) -> float:
        return ceil(self._wait.total_seconds())


class NoParameters(Serializer):
    pass


class ApiCall(APIView):
    permission: Permission
    scope: KeyScope
    query: ClassVar[type[Serializer]] = NoParameters
    body: ClassVar[type[Serializer] | None] = None
    answers: ClassVar[dict[int, type[Serializer]]] = {}
    body_many: ClassVar[bool] = True
    is_done_once: ClassVar[bool] = False
    """Whether it heeds an Idempotency-Key (access.systems.idempotency)."""
    permission_classes = [ApiPermission]  # type: ignore[list-item]  # duck-typed
    throttle_classes = [CallThrottle]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        # An unknown, repeated or unreadable parameter is refused: ignoring it would answer another
        # question.
        known = self.query()
        given = request.query_params
        for name in given:
            if name not in known.fields:
                names = ", ".join(known.fields) or _("none")
                raise ValidationError(
                    {
                        name: [
                            _("This call does not know it. It knows: %(names)s") % {"names": names}
                        ]
                    }
                )
            if len(given.getlist(name)) > 1:
                raise ValidationError({name: [_("Give it once.")]})
        type(known)(data=given.dict()).is_valid(raise_exception=True)
        if (key := getattr(request, "api_key", None)) is not None:
            by = actor_of(request)  # type: ignore[arg-type]  # has what is read of it
            last_use.note_use(key, scope=self.scope, by=by, at=timezone.now())
