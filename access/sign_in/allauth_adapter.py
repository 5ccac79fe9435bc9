"""Settings of the sign-in library that are code: the words of its errors, and that nobody signs up
(an administrator makes each account)."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

WRONG_CODE = _("That code is not right. Codes change every 30 seconds: enter the newest one")
TOO_MANY = _("There were too many tries. Wait five minutes, then try again")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is switched off"),
        "email_password_mismatch": _("The e-mail address or the password is not right"),
        "enter_current_password": _("That is not the password you have now"),
        "incorrect_code": WRONG_CODE,
        "incorrect_password": _("That password is not right"),
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("One-time codes cannot be turned off now"),
        "cannot_generate_recovery_codes": _("Set up one-time codes first"),
        "incorrect_code": WRONG_CODE,
    }
