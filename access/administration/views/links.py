from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from access.actor import Actor
from access.administration import letters
from access.administration.actions import accounts
from access.administration.forms import ChoosePasswordForm, KnownPasswordForm
from access.limits.table import Kind
from access.models import AccountMail
from access.sign_in.attempts import trying
from access.web.guards import public

WHOEVER_HAS_IT = Actor.system("account_link")
"""No account is signed in; the audit row is about the account."""
TOKEN = "account link"  # noqa: S105  the name under which a session holds one


@require_safe
@public
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """A GET uses nothing up: mail programs follow links too."""
    request.session[TOKEN] = token
    return redirect("account_link_page")


@require_http_methods(["GET", "HEAD", "POST"])
@public
def page(request: HttpRequest) -> HttpResponse:
    token, at = str(request.session.get(TOKEN, "")), timezone.now()
    mail = letters.mail_of(token, at=at)
    if mail is None:
        return render(request, "access/administration/link_over.html", status=410)
    form = _form(request, mail)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.use_link(
                token=token, password=form.cleaned_data["password"], by=WHOEVER_HAS_IT, at=at
            )
        except accounts.LinkIsOverError:
            return render(request, "access/administration/link_over.html", status=410)
        logout(request)
        messages.success(request, _done_message(mail))
        return redirect("account_login")
    context = {"form": form, "kind": mail.kind, "person": mail.user}
    return render(request, "access/administration/link.html", context)


def _form(request: HttpRequest, mail: AccountMail) -> forms.Form:
    if mail.kind != AccountMail.MailKind.PHONE:
        return ChoosePasswordForm(request.POST or None, user=mail.user)
    form = KnownPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with trying(Kind.PASSWORD, request, email=mail.user.email) as attempt:
                if not mail.user.check_password(form.cleaned_data["password"]):
                    form.add_error("password", _("That is not the password you have now"))
                else:
                    attempt.release()
        except forms.ValidationError as too_many:
            form.add_error("password", too_many)
    return form


def _done_message(mail: AccountMail) -> str:
    if mail.kind == AccountMail.MailKind.PHONE:
        return _("Sign in with your password, then set up one-time codes on your new phone.")
    return _("Your password is kept. Sign in with it.")
