import logging
from typing import Any

from allauth.account import forms as account_forms
from allauth.core import context
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from access.limits.table import Kind
from access.models import User
from access.sealing.boxes import UnsealedError
from access.sign_in import trail
from access.sign_in.attempts import trying

Words = str | Promise
UNREADABLE = _("Your codes cannot be checked now. Tell an administrator")
logger = logging.getLogger(__name__)


def _word(
    form: forms.Form, name: str, *, label: Words, missing: Words, hint: Words = ""
) -> forms.Field:
    field = form.fields[name]
    field.label, field.help_text = label, hint  # type: ignore[assignment]
    field.error_messages["required"] = missing  # type: ignore[assignment]
    field.widget.attrs.pop("placeholder", None)
    return field


def _word_code(form: forms.Form, *, hint: Words) -> None:
    field = _word(form, "code", label=_("One-time code"), missing=_("Enter the code"), hint=hint)
    field.widget.attrs |= {"inputmode": "numeric", "spellcheck": "false"}
    field.width = 10  # type: ignore[attr-defined]


class _CodeIsLimited:
    """Goes before a library form with a one-time code."""

    user: User

    def clean_code(self) -> str:
        with trying(Kind.SECOND_FACTOR, context.request, email=self.user.email) as attempt:
            try:
                code: str = super().clean_code()  # type: ignore[misc]  # the library's
            except UnsealedError:
                logger.exception("The second factor of account %s cannot be read.", self.user.pk)
                raise forms.ValidationError(UNREADABLE, code="unreadable") from None
            except forms.ValidationError:
                trail.second_factor_failed(context.request, self.user)
                raise
            attempt.release()
        return code


class LoginForm(account_forms.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = _word(
            self, "login", label=_("E-mail address"), missing=_("Enter your e-mail address")
        )
        login.error_messages["invalid"] = _("Enter an e-mail address, like name@example.org")
        _word(self, "password", label=_("Password"), missing=_("Enter your password"))


class ChangePasswordForm(account_forms.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(
            self,
            "oldpassword",
            label=_("Password you have now"),
            missing=_("Enter the password you have now"),
        )
        _word(
            self,
            "password1",
            label=_("New password"),
            missing=_("Enter a new password"),
            hint=_(
                "At least 12 characters; not a common password, and not like your name or "
                "e-mail address. Three or four words make a good one."
            ),
        )
        _word(
            self,
            "password2",
            label=_("New password again"),
            missing=_("Enter the new password again"),
        )

    def clean_oldpassword(self) -> str:
        with trying(Kind.PASSWORD, context.request, email=self.user.email) as attempt:
            password: str = super().clean_oldpassword()
            attempt.release()
        return password


class ReauthenticateForm(account_forms.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "password", label=_("Password"), missing=_("Enter your password"))


class AuthenticateForm(_CodeIsLimited, mfa_forms.AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word_code(
            self, hint=_("Six digits from your authenticator app, or one of your recovery codes.")
        )


class CodeReauthenticateForm(_CodeIsLimited, mfa_forms.ReauthenticateForm):  # type: ignore[misc]
    def save(self) -> None:
        super().save()
        trail.confirmed(self.user, how="code", is_right=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word_code(
            self, hint=_("Six digits from your authenticator app, or one of your recovery codes.")
        )


class ActivateCodeForm(_CodeIsLimited, totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word_code(self, hint=_("The six digits that the app shows now."))
