"""Only developers install drf-spectacular; the service reads the file that this writes."""

import json
from typing import Any

from django.urls import include, path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_media_type_object, build_parameter_type
from drf_spectacular.settings import spectacular_settings
from rest_framework import serializers

from access.systems import catalogue, idempotency
from access.systems.call import ApiCall
from access.systems.shapes import ProblemShape

PROBLEM = "application/problem+json"
REFUSALS = {
    "400": "What was sent or asked for cannot be read; `errors` says where.",
    "401": "No key, or one that is not known or has ended.",
    "403": "The key is not for this, or who answers for it may not do it.",
    "404": "There is none, or it is out of reach.",
    "409": "The database holds other people than these, or the case has nothing to be reached by.",
    "422": "The Idempotency-Key came with another call.",
    "429": "Too many calls. Wait as many seconds as Retry-After says.",
}


CHANGES = {
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": catalogue.PREFIX,
    "POSTPROCESSING_HOOKS": [],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
}


class CallSchema(AutoSchema):
    view: ApiCall

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        return operation and {**operation, "x-scope": self.view.scope.value}

    def get_operation_id(self) -> str:
        name = self.path.removeprefix(catalogue.PREFIX).partition("/{")[0].strip("/")
        is_file = "{" in self.path
        verb = "read" if self.method == "GET" else "send"
        return f"{verb}_{name.replace('-', '_')}{'_file' if is_file else ''}"

    def get_description(self) -> str:
        return " ".join((type(self.view).__doc__ or "").split())

    def get_tags(self) -> list[str]:
        return [self.view.scope.value]

    def get_auth(self) -> list[dict[str, list[str]]]:
        return [{"key": []}]

    def get_override_parameters(self) -> list[Any]:
        return [self.view.query] if self.view.query().fields else []

    def get_request_serializer(self) -> Any:
        body = self.view.body
        return body(many=self.view.body_many) if body else None  # type: ignore[call-arg]

    def get_response_serializers(self) -> Any:
        return self.view.answers.get(200)

    def _get_response_bodies(self, direction: str = "response") -> dict[str, Any]:
        answers = {str(status): shape for status, shape in self.view.answers.items()}
        told = {
            status: self._of(shape, "application/json" if status < "300" else PROBLEM)
            for status, shape in answers.items()
        }
        if not answers:
            binary = {"schema": {"type": "string", "format": "binary"}}
            told["200"] = {"content": {"*/*": binary}, "description": "The file."}
        for status, meaning in REFUSALS.items():
            if status not in told and (status not in {"409", "422"} or self.method == "POST"):
                told[status] = {**self._of(ProblemShape, PROBLEM), "description": meaning}
        return dict(sorted(told.items()))

    def _of(self, shape: type[serializers.Serializer], media_type: str) -> dict[str, Any]:
        component = self.resolve_serializer(shape(), "response")
        content = {media_type: build_media_type_object(component.ref)}
        return {"content": content, "description": "Done."}

    def _get_parameters(self) -> list[Any]:
        found = super()._get_parameters()
        if not self.view.is_done_once:
            return found
        note = "One to a call; a call that is made again with the same is done once, for two days."
        key = build_parameter_type(
            name=idempotency.HEADER,
            schema={"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]+$"},
            location="header",
            description=note,
        )
        return [*found, key]


def schema() -> dict[str, Any]:
    """Without what differs between services."""
    ApiCall.schema = CallSchema()
    routes = [
        path("api/v1/", include("responses.urls.api")),
        path("api/v1/", include("analytics.urls_api")),
    ]
    spectacular_settings.apply_patches(CHANGES)
    try:
        found = SchemaGenerator(patterns=routes).get_schema(request=None, public=True)
    finally:
        spectacular_settings.clear_patches()
    found["info"] = {
        "title": "National Victim Survey",
        "version": catalogue.VERSION,
        "description": "Cases in and figures out, for other systems (docs/api.md).",
    }
    found.setdefault("components", {})["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer"},
    }
    for name, shape in found["components"]["schemas"].items():
        if shape.get("type") == "object" and not name.endswith("Request"):
            shape["additionalProperties"] = False
    return dict(found)


def schema_json() -> str:
    return json.dumps(_plain(schema()), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _plain(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _plain(each) for name, each in part.items() if name != "x-spec-enum-id"}
    return [_plain(each) for each in part] if isinstance(part, list) else part
