"""A link is made from the mail's row and the service's secret: a copy of the database holds
none."""

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
    told = f"{mail.pk} {mail.nonce} {mail.user_id} {mail.kind}"
    return f"{mail.pk}x{salted_hmac(SALT, told, algorithm='sha256').hexdigest()}"


def live(at: datetime) -> QuerySet[AccountMail]:
    sent = AccountMail.objects.filter(kind__in=LINKS, sent_at__isnull=False, expires_at__gt=at)
    return sent.filter(used_at__isnull=True, ended_at__isnull=True, is_refused=False)


def mail_of(token: str, *, at: datetime) -> AccountMail | None:
    number, _x, _rest = token.partition("x")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    mail = live(at).select_related("user").filter(pk=int(number)).first()
    return mail if mail and constant_time_compare(token, token_of(mail)) else None
