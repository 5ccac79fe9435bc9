"""What tasks on accounts, traces and background work ask of the database."""

from collections.abc import Mapping

from access import retention as access_retention
from access.audit_chain import chaining as audit_chain
from access.audit_chain import selectors as audit_chain_reads
from access.background import queue_repair
from access.digests import mails as digest_mails
from access.digests import selectors as digest_selectors
from access.limits import counts
from access.partitions import upkeep as partitions
from access.sign_in import actions as sign_in_actions
from access.sign_in import used_codes
from access.web import sessions
from access.webhooks import selectors as webhooks
from tests.bench.volume.costs import MINUTE, NIGHT, Read, keys
from tests.conftest import TESTER

TASKS: Mapping[str, tuple[Read, ...]] = {
    "access.tasks.send_digests": (
        Read("what waits for who asked", lambda now: digest_mails.make_mails(at=now.at), MINUTE),
        Read("mails that are due", lambda now: digest_selectors.due_mails(now.at), MINUTE),
    ),
    "access.tasks.deliver_webhooks": (
        Read("messages that are due", lambda now: webhooks.due_deliveries(now.at), MINUTE),
    ),
    "access.tasks.prune_background": (
        Read("ended work", lambda now: queue_repair.delete_ended(at=now.at), NIGHT),
    ),
    "access.tasks.forget_counts": (
        Read("counts of tries", lambda now: counts.forget(at=now.at), MINUTE),
        Read("used codes", lambda now: used_codes.forget(at=now.at), MINUTE),
        Read("ended sessions", lambda now: sessions.forget_ended(at=now.at), MINUTE),
    ),
    "access.tasks.chain_audit": (
        Read("events that are not chained", lambda now: audit_chain.chain(at=now.at), MINUTE),
    ),
    "access.tasks.seal_audit": (
        Read("the whole chain", lambda now: audit_chain_reads.verify(at=now.at), NIGHT),
    ),
    "access.tasks.make_partitions": (
        Read("months that come", lambda now: partitions.make_ahead(at=now.at), MINUTE),
    ),
    "access.tasks.destroy_old_traces": (
        Read(
            "old audit events",
            lambda now: keys(access_retention.audit_events_past_retention(now.at), "pk"),
            NIGHT,
        ),
    ),
    "access.tasks.end_idle_accounts": (
        Read(
            "idle accounts",
            lambda now: sign_in_actions.end_idle_accounts(by=TESTER, at=now.at),
            NIGHT,
        ),
    ),
}
