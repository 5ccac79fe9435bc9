import re

import pytest

from tests.architecture.reachability import Definition, unreached

# What a framework calls by a name of its own, by kind. A pattern matches the whole name.
HOOKS = {
    "fields of dataclasses that only separate": r"_only_by_name",
    "settings and URLs of Django": (
        r"app_name|urlpatterns|handler(400|403|404|429|500)|SessionStore|ready"
    ),
    "models and users of Django": (
        r"username|first_name|last_name|USERNAME_FIELD|REQUIRED_FIELDS|get_full_name"
        r"|get_short_name|Meta|_get_session_auth_hash"
    ),
    "readers of HTML": r"handle_(starttag|startendtag|endtag|data)",
    "commands of Django": r"Command|add_arguments|handle|requires_system_checks|stealth_options",
    "forms and widgets of Django": (
        r"clean(_[a-z_]+)?|form_invalid|create_option|use_required_attribute|allow_multiple_selected"
        r"|input_type|option_template_name|value_omitted_from_data|decompress"
        r"|value_from_datadict"
    ),
    "sign-in and its middleware": (
        r"is_open_for_signup|(pre|post)_login|_origin_verified|send_notification_mail"
        r"|get_reauthentication_methods|get_public_key_credential_rp_entity"
        r"|generate_authenticator_name"
    ),
    "database backends of Django": r"SchemaEditor|DatabaseWrapper|SchemaEditorClass|_remake_table",
    "sessions of Django": r"create_model_instance|load",
    "caches of Django": r"get_many",
    "readers of pickles": r"find_class",
    "the exporter of Prometheus": r"collect",
    "jobs of RQ": r"func|_execute|(success|failure|stopped)_callback",
    "the REST framework": (
        r"get|post|permission_classes|has_permission|has_object_permission|authenticate"
        r"|authenticate_header|allow_request|wait|initial|throttle_classes|page_size"
        r"|max_page_size|page_size_query_param|get_fields|validate(_[a-z_]+)?"
    ),
    "the maker of the API's schema": (
        r"view|get_(operation|operation_id|description|tags|auth|override_parameters)"
        r"|get_(request_serializer|response_serializers)|_get_(response_bodies|parameters)"
    ),
    "servers and files of the standard library": (
        r"daemon_threads|handle_error|protocol_version|disable_nagle_algorithm|do_(GET|POST)"
        r"|log_message|writable|readable|seekable|readinto"
    ),
    "the server of ./dev run": r"application",
    "Python itself": r"__\w+__",
}
# Settings are read by Django; what they hold is held by test_settings.py.
SETTINGS = "config.settings"
# Tags, filters and checks are registered.
DECORATED = re.compile(r"^(register\b|receiver\b)")

# The rest, each with its reason.
KEPT = {
    "analytics.stats.series.spc.ControlChart.assurance": "as the NHS has it, for a target",
    "analytics.weighting.frame_check.NationalTotal.dated": "read with the file it is a column of",
}


def is_hook(one: Definition) -> bool:
    return (
        one.module == SETTINGS
        or any(re.fullmatch(pattern, one.name) for pattern in HOOKS.values())
        or one.owner.endswith("Meta")
        or one.is_nameless
        or any(DECORATED.match(decorator) for decorator in one.decorators)
        or one.address in KEPT
    )


class TestProductCode:
    @pytest.mark.slow
    def test_has_nothing_that_the_product_does_not_use(self) -> None:
        dead = "\n  ".join(str(one) for one in unreached(is_hook))

        assert not dead, (
            "Nothing in the product uses these. Delete them with their tests; put a second opinion "
            "that only tests need under tests/reference/; if a framework calls one by its name, "
            f"add the name to HOOKS:\n  {dead}"
        )

    @pytest.mark.slow
    def test_keeps_no_exception_that_is_gone(self) -> None:
        known = {
            one.address for one in unreached(lambda one: is_hook(one) and one.address not in KEPT)
        }

        assert not set(KEPT) - known, (
            "Take these out of KEPT: the product uses them, or they are gone."
        )
