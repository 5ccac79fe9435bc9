import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as library
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from access.limits.table import Kind
from access.sealing import boxes
from access.sealing.boxes import UnsealedError
from access.sign_in import trail
from access.sign_in.attempts import trying

NOT_READ = _("The key was not read. Try again, and touch the key when the browser asks for it")
NO_SCRIPT = _(
    "The key was not asked: that needs JavaScript. Use your password or a one-time code instead"
)
UNUSABLE = (TypeError, ValueError, KeyError, AttributeError)
"""Errors that the library lets through for malformed browser data."""


@contextmanager
def _refused_in_our_words() -> Iterator[None]:
    try:
        yield
    except (forms.ValidationError, *UNUSABLE) as error:
        if getattr(error, "code", "") == "too_many_tries":
            raise
        raise forms.ValidationError(NOT_READ, code="key_not_read") from None


def _word_name(form: forms.Form) -> None:
    name = form.fields["name"]
    name.label, name.max_length = _("Name of the key"), 60  # type: ignore[attr-defined]
    name.help_text = _("By it you tell your keys apart: where it is, or what it looks like.")
    name.error_messages["required"] = _("Enter a name")
    name.validators.append(forms.CharField(max_length=60).validators[-1])


class AddKeyForm(library.AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word_name(self)
        self.fields["credential"].error_messages |= {"required": NO_SCRIPT, "invalid": NOT_READ}
        alone = self.fields["passwordless"]
        alone.label = _("Sign in with it alone, without a password (a passkey)")
        alone.help_text = _("It then asks for your finger, your face or its PIN.")

    def clean(self) -> dict[str, Any]:
        with _refused_in_our_words():
            given: dict[str, Any] = super().clean()
        if credential := given.get("credential"):
            given["credential"] = sealed(credential, user_id=self.user.pk)
        return given


class RenameKeyForm(library.EditWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word_name(self)


class AuthenticateByKeyForm(library.AuthenticateWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages |= {"required": NO_SCRIPT, "invalid": NOT_READ}

    def clean_credential(self) -> Authenticator:
        with trying(Kind.SECOND_FACTOR, context.request, email=self.user.email) as attempt:
            try:
                key = self._judged()
            except forms.ValidationError:
                trail.second_factor_failed(context.request, self.user, how="webauthn")
                raise
            attempt.release()
        return key

    def _judged(self) -> Authenticator:
        with _refused_in_our_words():
            key: Authenticator = super().clean_credential()
        if not is_ours(key):
            raise forms.ValidationError(NOT_READ, code="key_not_read")
        return key


class ConfirmByKeyForm(AuthenticateByKeyForm, library.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    def clean_credential(self) -> Authenticator:
        key = super().clean_credential()
        trail.confirmed(self.user, how="webauthn", is_right=True)
        return key


class PasskeyForm(AuthenticateByKeyForm, library.LoginWebAuthnForm):  # type: ignore[misc]
    def clean_credential(self) -> Authenticator:
        with trying(Kind.SECOND_FACTOR, context.request, email=None) as attempt:
            try:
                key = self._judged()
            except forms.ValidationError:
                trail.passkey_failed()
                raise
            attempt.release()
        return key


# A key is sealed with its account: writing to the database must not add one.
PURPOSE = "security keys of staff"
SEAL = "seal"
"""Stored with the browser's data; the sign-in library ignores it."""


def sealed(credential: Mapping[str, Any], *, user_id: int) -> dict[str, Any]:
    known = {name: value for name, value in credential.items() if name != SEAL}
    return known | {SEAL: boxes.vault_box(PURPOSE).seal(_digest(known, user_id))}


def is_ours(key: Authenticator) -> bool:
    """Added through our page and unchanged."""
    credential = key.data.get("credential", {})
    known = {name: value for name, value in credential.items() if name != SEAL}
    try:
        digest = boxes.vault_box(PURPOSE).unseal(str(credential.get(SEAL, "")))
    except UnsealedError:
        return False
    return digest == _digest(known, key.user_id)


def site() -> str:
    """The host of the staff pages, whatever the proxy names."""
    return urlsplit(settings.STAFF_BASE_URL).hostname or "localhost"


def _digest(credential: Mapping[str, Any], user_id: int) -> str:
    told = json.dumps([user_id, credential], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()
