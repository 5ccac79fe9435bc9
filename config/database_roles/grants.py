from django.apps import apps
from django.db import connection

from config.database_roles import sql

READ, ADD = "SELECT", "SELECT, INSERT"
KEEP = "SELECT, INSERT, UPDATE"
ALL = sql.EVERYTHING

ADD_EVENT = (
    "INSERT (kind, at, actor_kind, actor_name, actor_user_id, target, force_code, details, seal)"
)
"""Without a number of one's own: where the trail is cut into months, the database would take the
number of another event in another month."""

APPEND_ONLY = {
    "access_auditevent": f"SELECT, {ADD_EVENT}",
    "access_auditlink": READ,
    "access_audithead": READ,
    "access_auditchainend": READ,
}
"""For staff: an event is written and never changed or deleted, and the chain is the worker's."""

WORKER = {
    "access_auditevent": f"SELECT, DELETE, UPDATE (id), {ADD_EVENT}",
    "access_auditlink": "SELECT, INSERT, UPDATE (salt)",
    "access_audithead": "SELECT, INSERT, UPDATE (is_shipped)",
    "access_auditchainend": KEEP,
    "mfa_authenticator": "SELECT (id, user_id, type), DELETE",
    "django_session": "SELECT, DELETE",
}
"""Deletes expired events and changes none. PostgreSQL lets a role lock a row only if it may update
a column of it; a changed id shows in the audit chain. Signs no one in."""

MONTHS = (
    "survey_make_partitions(timestamptz, integer)",
    "survey_drop_partition(text, timestamptz)",
    "survey_analyze_partitioned()",
)
"""Functions by which the worker, who owns no table, makes the months of one and drops past ones."""

BY_FORCE: dict[str, str | tuple[str, ...]] = {
    "responses_case": "force_id",
    "responses_stageevent": "case_force_id",
    "responses_writtentext": "force_id",
    "responses_followup": "force_id",
    "responses_codedtext": "force_id",
    "responses_telephonecase": "force_id",
    "responses_upload": "force_id",
    "responses_personhold": "force_id",
    "responses_dangernotice": ("desk_force_id", "receiver_id"),
}
BY_PARENT = {
    "responses_contact": ("case_id", "responses_case"),
    "responses_caseevent": ("case_id", "responses_case"),
    "responses_uploadpart": ("upload_id", "responses_upload"),
    "responses_sealeddanger": ("notice_id", "responses_dangernotice"),
    "responses_dangeropening": ("notice_id", "responses_dangernotice"),
    "responses_dangerreview": ("notice_id", "responses_dangernotice"),
    "responses_deskaction": ("text_id", "responses_writtentext"),
}
"""Victims' cases, how they are reached, what they wrote, and files about them."""


PUBLIC = {
    "access_auditevent": f"SELECT (id, force_code, seal), {ADD_EVENT}",
    "access_continuity": KEEP,
    "access_dataorigin": "SELECT, INSERT, UPDATE (set_by)",
    "access_force": READ,
    "access_membership": "SELECT (id, user_id, role, force_id, organisation_id, ends_on)",
    "access_taskrun": KEEP,
    "access_trycount": ALL,
    "access_user": "SELECT (id, is_active)",
    "access_webhookdelivery": ADD,
    "access_webhookendpoint": "SELECT (id, force_id, events, off_at)",
    "django_cache": ALL,
    "django_migrations": READ,
    "django_session": ALL,
    "responses_case": "SELECT, UPDATE (id)",
    "responses_caseevent": READ,
    "responses_casework": READ,
    "responses_outboxmessage": "SELECT, UPDATE",
    "responses_readingagreement": "SELECT (id, force_id, state, first_on, last_on)",
    "survey_instrumentversion": "SELECT, UPDATE (id)",
    "survey_signedwording": READ,
}
"""Only what respondents' pages need: no accounts, no keys, no figures. They cannot change a case,
so no safety flag can be cleared, and cannot queue a message. To lock rows they may update the id,
which nothing here changes."""

PUBLISHED = {
    "access_continuity": READ,
    "access_dataorigin": READ,
    "access_force": READ,
    "access_scheduledslot": READ,
    "access_taskrun": "SELECT (id, hand_out_at, given_up_at)",
    "analytics_alert": READ,
    "analytics_alertcase": READ,
    "analytics_caseaction": READ,
    "analytics_caseaction_forces": READ,
    "analytics_saidanddone": READ,
    "django_migrations": READ,
}
"""Read access for the published pages (SERVES=published), which write nothing."""

OWN = "responses_"
"""The public's role has what is respondents' own: a grant that is missing would end a press on Stop
in an error."""
CLOSED = frozenset(
    {
        "responses_casebefore",
        "responses_contactbefore",
        "responses_dangernotice",
        "responses_dangeropening",
        "responses_dangerreview",
        "responses_deskaction",
        "responses_deskrequest",
        "responses_dutysignature",
        "responses_heldchange",
        "responses_heldcontact",
        "responses_loadedforce",
        "responses_mappingprofile",
        "responses_paperreading",
        "responses_personhold",
        "responses_policematterroute",
        "responses_policeukfiling",
        "responses_readingconfirmation",
        "responses_receivingunit",
        "responses_sealeddanger",
        "responses_sealedriskmodel",
        "responses_sendingaccount",
        "responses_themecoding",
        "responses_upload",
        "responses_uploadpart",
    }
)
"""But for files and what they brought, and the work of people who read and key."""

SEALED = frozenset({"mobile", "email"})
"""Contact details in the vault that the public role may not read even encrypted. It may read the
passphrase's hash, which the gate checks, and person keys, by which a stop covers other cases."""


def statements() -> list[str]:
    """Raises LookupError for a table that does not exist."""
    known = set(connection.introspection.table_names())
    named = {*PUBLIC, *PUBLISHED, *CLOSED, *APPEND_ONLY, *WORKER, *BY_FORCE, *BY_PARENT}
    if gone := sorted(named - known):
        message = f"no such table: {', '.join(gone)}"
        raise LookupError(message)
    contact = apps.get_model("responses", "Contact")
    open_columns = [str(each.column) for each in contact._meta.fields if each.column not in SEALED]
    vault = {contact._meta.db_table: f"SELECT ({', '.join(open_columns)})"}
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    own = {table: ALL for table in ours & known if table.startswith(OWN) and table not in CLOSED}
    return list(
        sql.statements(
            tables=(ours & known) | {"django_cache", "django_migrations"},
            public=own | PUBLIC | vault,
            published=PUBLISHED,
            staff=APPEND_ONLY | {"django_migrations": READ},
            worker=WORKER | {"django_migrations": READ},
            worker_calls=MONTHS,
            by_force=BY_FORCE,
            by_parent=BY_PARENT,
        )
    )
