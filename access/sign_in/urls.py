"""The pages of the sign-in library that are in use, and no others. Passwords are not reset by
e-mail: an administrator sets a new one."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import path

urlpatterns = [
    path("", mfa.index, name="mfa_index"),
    path("login/", account.login, name="account_login"),
    path("login/code/", mfa.authenticate, name="mfa_authenticate"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("password/", account.password_change, name="account_change_password"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("confirm/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("codes/", totp.activate_totp, name="mfa_activate_totp"),
    path("codes/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("recovery/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "recovery/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"
    ),
    path(
        "recovery/download/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
