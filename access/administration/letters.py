from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override

from access.models import AccountMail, SignInProvider
from access.providers import selectors as providers_selectors
from access.web.links import staff_link

LANGUAGES = ("en", "cy")
Kind = AccountMail.MailKind


def subject_and_body(mail: AccountMail, *, is_simulated: bool) -> tuple[str, str]:
    subjects, bodies = [], []
    for language in LANGUAGES:
        with override(language):
            subjects.append(_subject(Kind(mail.kind)))
            bodies.append("\n\n".join(_lines(mail, is_simulated=is_simulated)))
    subject = " / ".join(subjects)
    if is_simulated:
        with override("en"):
            subject = f"{_('SIMULATED')} · {subject}"
    return subject, "\n\n---\n\n".join(bodies) + "\n"


def _subject(kind: Kind) -> str:
    if kind is Kind.JOIN:
        return _("National Victim Survey: your account")
    if kind in {Kind.ROLE_GIVEN, Kind.ROLE_ENDED}:
        return _("National Victim Survey: your roles have changed")
    if kind is Kind.GLASS_BROKEN:
        return _("National Victim Survey: opened in an emergency")
    return _("National Victim Survey: signing in to your account")


def _lines(mail: AccountMail, *, is_simulated: bool) -> Iterator[str]:
    if is_simulated:
        yield _("SIMULATED")
    kind = Kind(mail.kind)
    provider = providers_selectors.provider_of(mail.user) if kind is Kind.JOIN else None
    if provider is not None:
        yield from _invitation_by(provider)
        return
    yield (_link_sentences() if kind in LINKS else _news_sentences())[kind]
    if kind in LINKS:
        yield staff_link("account_link", token_of(mail))
        yield _how_long(kind)
    elif kind in {Kind.ROLE_GIVEN, Kind.ROLE_ENDED}:
        yield _("Sign in to see what you may open now: %(address)s") % {
            "address": staff_link("access:home")
        }
    elif kind is Kind.GLASS_BROKEN:
        yield staff_link("access:break-glass")
        return
    yield _("If you did not expect this, tell the people who manage accounts in your force today.")


def _invitation_by(provider: SignInProvider) -> Iterator[str]:
    yield _(
        "You have an account in the National Victim Survey. You sign in through your force, and "
        "choose no password here. Sign in for the first time:"
    )
    yield staff_link("sign_on_leave", provider.force_id)
    yield _("The invitation holds for seven days.")
    yield _("If you did not expect this, tell the people who manage accounts in your force today.")


def _link_sentences() -> dict[Kind, str]:
    return {
        Kind.JOIN: _("You have an account in the National Victim Survey. Choose a password:"),
        Kind.PASSWORD: _("An administrator asked that you can choose a new password. Choose it:"),
        Kind.PHONE: _(
            "An administrator asked that you can set up one-time codes on another phone, or "
            "another security key. You need your password:"
        ),
        Kind.BOTH: _(
            "Two administrators agreed that you can choose a new password and set up one-time "
            "codes on another phone, or another security key:"
        ),
        Kind.BACK: _(
            "Two administrators agreed that your account is switched on again. Choose a new "
            "password:"
        ),
    }


def _news_sentences() -> dict[Kind, str]:
    return {
        Kind.SECOND_ASKED: _(
            "An administrator asked for a link by which your password or your one-time codes can "
            "be set again. It is sent to you when a second administrator agrees."
        ),
        Kind.LINK_USED: _(
            "The password or the one-time codes of your account were set again by a link that was "
            "sent to this address. You are signed out everywhere."
        ),
        Kind.ROLE_GIVEN: _("You have a new role in the National Victim Survey."),
        Kind.ROLE_ENDED: _("A role of yours in the National Victim Survey has ended."),
        Kind.GLASS_BROKEN: _(
            "Two people opened in an emergency what is closed otherwise. Read now who and why, "
            "and close it if it is wrong:"
        ),
    }


def _how_long(kind: Kind) -> str:
    if kind is Kind.JOIN:
        return _("The link works once, for seven days.")
    return _("The link works once, for 24 hours.")


# A link is made from the mail's row and the service's secret: a copy of the database holds none.
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
