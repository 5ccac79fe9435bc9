from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.limits.table import Kind
from access.models import User
from access.proofs import sign_on_records
from access.providers import selectors as providers_selectors
from access.sealing import boxes
from access.sign_in import devices, key_forms, trail
from access.sign_in.attempts import trying

WRONG_CODE = _("That code is not right. Codes change every 30 seconds: enter the newest one")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is switched off"),
        "email_password_mismatch": _("The e-mail address or the password is not right"),
        "enter_current_password": _("That is not the password you have now"),
        "incorrect_code": WRONG_CODE,
        "incorrect_password": _("That password is not right"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        email = credentials.get("email", "")
        with trying(Kind.PASSWORD, request, email=email) as attempt:
            user: User | None = super().authenticate(request, **credentials)
            if user is not None:
                attempt.release()
        trail.password_judged(request, email=email, is_right=user is not None)
        return user

    def reauthenticate(self, user: User, password: str) -> bool:
        return self.authenticate(self.request, email=user.email, password=password) == user

    def pre_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse | None:
        """After a right password or key, send people on to their force's provider."""
        provider = providers_selectors.provider_required_of(user, at=sign_on_records.now())
        if provider and sign_on_records.came_from(request, user) != provider.pk:
            trail.sign_on_refused("sign-in here is off")
            messages.error(request, _("You sign in at your force, and not by a password here."))
            return redirect("sign_on")
        response: HttpResponse | None = super().pre_login(request, user, **how)
        return response

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        at = sign_on_records.now()
        if not user.is_authenticated or not providers_selectors.provider_required_of(user, at=at):
            return ways
        there = {"id": "sign_on", "description": "", "url": reverse("sign_on_confirm")}
        return [there, *(way for way in ways if way["id"] != "reauthenticate")]

    def post_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse:
        """After the second factor, if any."""
        response: HttpResponse = super().post_login(request, user, **how)
        trail.signed_in(request, user)
        devices.remember(request, response, user=user)
        return response

    def logout(self, request: HttpRequest) -> None:
        trail.signed_out(request)
        super().logout(request)

    def send_notification_mail(self, what: str, user: User, *_rest: Any, **_named: Any) -> None:
        trail.changed(what, user)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("One-time codes cannot be turned off now"),
        "cannot_generate_recovery_codes": _("Set up one-time codes first"),
        "incorrect_code": WRONG_CODE,
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": key_forms.site(), "name": str(_("National Victim Survey"))}

    def generate_authenticator_name(self, user: User, type: str) -> str:
        return str(_("Security key"))

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)


# Sealed under keys from VAULT_KEYS: a copy of the database yields no codes.
PURPOSE = "secrets of second factors"
SEALED = ("secret", "seed")
"""Secret data of one-time codes and of recovery codes."""


def seal(secret: str) -> str:
    return boxes.vault_box(PURPOSE).seal(secret)


def unseal(sealed: str) -> str:
    """Raises UnsealedError, also for a plain secret: writing to the database must not set one."""
    return boxes.vault_box(PURPOSE).unseal(sealed)
