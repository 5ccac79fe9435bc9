from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from access.api_keys.presenters import SCOPES
from access.api_keys.scopes import KeyScope
from access.systems.catalogue import KnownCall


@dataclass(frozen=True)
class CallSection:
    number: int
    call: KnownCall
    scope: str | Promise


def call_sections(calls: Sequence[KnownCall]) -> list[CallSection]:
    return [
        CallSection(number, call, SCOPES[KeyScope(call.scope)])
        for number, call in enumerate(calls, 1)
    ]
