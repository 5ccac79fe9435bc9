"""RFC 9457."""

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from rest_framework.exceptions import APIException, ErrorDetail
from rest_framework.response import Response
from rest_framework.views import exception_handler

MEDIA_TYPE = "application/problem+json"
Json = dict[str, Any]


def answer(error: Exception, context: Mapping[str, Any]) -> Response | None:
    found = exception_handler(error, dict(context))
    if found is None:
        return None
    code = error.default_code if isinstance(error, APIException) else "not_found"
    told = problem(found.status_code, code=str(code), errors=list(_errors(found.data)))
    return to_problem(found, told)


def problem(status: int, *, code: str, errors: Sequence[Json] = (), detail: str = "") -> Json:
    wide = [each["detail"] for each in errors if not each["field"]]
    fields = [each for each in errors if each["field"]]
    told: Json = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail
        or " ".join(wide)
        or " ".join(f"{e['field']}: {e['detail']}" for e in fields),
    }
    return {**told, "errors": fields} if fields else told


def to_problem(response: Response, told: Json) -> Response:
    response.data = told
    response.content_type = MEDIA_TYPE
    return response


def refusal(status: int, *, code: str, detail: str, **more: Any) -> Response:
    told = {**problem(status, code=code, detail=detail), **more}
    return to_problem(Response(status=status), told)


def _errors(data: object, field: str = "") -> Iterator[Json]:
    if isinstance(data, Mapping):
        for name, value in data.items():
            is_wide = name in {"detail", "non_field_errors"} and not field
            yield from _errors(value, "" if is_wide else f"{field}.{name}".lstrip("."))
    elif isinstance(data, list):
        for each in data:
            yield from _errors(each, field)
    elif isinstance(data, ErrorDetail | str):
        yield {"field": field, "detail": str(data)}
