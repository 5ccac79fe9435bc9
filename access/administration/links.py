"""Links of mails about accounts. A link is made from the mail's row and the service's secret, so a
copy of the database holds none."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from access.models import AccountMail

SALT = "a link of a mail about an account"
LINKS = (
    AccountMail.MailKind.JOIN,
    AccountMail.MailKind.PASSWORD,
    AccountMail.MailKind.PHONE,
    AccountMail.MailKind.BOTH,
    AccountMail.MailKind.BACK,
)


def token_of(mail: AccountMail) -> str:
    """Letters and digits alone, so that no log keeps it (access.web.log_filters)."""
    told = f"{mail.pk} {mail.nonce} {mail.user_id} {mail.kind}"
    return f"{mail.pk}x{salted_hmac(SALT, told, algorithm='sha256').hexdigest()}"


def live(at: datetime) -> QuerySet[AccountMail]:
    """Links that were sent, and that neither were used nor have ended."""
    sent = AccountMail.objects.filter(kind__in=LINKS, sent_at__isnull=False, expires_at__gt=at)
    return sent.filter(used_at__isnull=True, ended_at__isnull=True, is_refused=False)


def mail_of(token: str, *, at: datetime) -> AccountMail | None:
    """The mail whose link it is, while it may be used."""
    number, _x, _rest = token.partition("x")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    mail = live(at).select_related("user").filter(pk=int(number)).first()
    return mail if mail and constant_time_compare(token, token_of(mail)) else None
