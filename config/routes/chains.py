"""By kind of process (SERVES)."""

from collections.abc import Mapping, Sequence

EVERYBODY = [
    "access.web.middleware.SecurityHeaders",
    "access.telemetry.middleware.RecordRequests",
    "access.continuity.middleware.AnswerProbes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "responses.answering.middleware.LeaveAllTheSame",
    "config.routes.hosts.HideFromOtherHosts",
    "access.web.middleware.TryAgain",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "access.web.middleware.CsrfCheck",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "access.web.middleware.AttachViewer",
    "access.web.middleware.RequireSecondFactor",
    "responses.answering.middleware.EndFinishedVisits",
    "responses.answering.middleware.OfferLanguages",
    "ui.middleware.ExplainMethodNotAllowed",
    "analytics.exports.middleware.TakeItWithYou",
]

OF_STAFF_ALONE = frozenset(
    {
        "access.web.middleware.RequireSecondFactor",
        "analytics.exports.middleware.TakeItWithYou",
    }
)
"""Middleware that respondents' pages don't need, some of which imports workbook writers."""
RESPONDENTS = [name for name in EVERYBODY if name not in OF_STAFF_ALONE]

PUBLISHED = [  # without sessions: what everybody may keep sets no cookie
    "access.web.middleware.SecurityHeaders",
    "access.telemetry.middleware.RecordRequests",
    "access.continuity.middleware.AnswerProbes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "access.web.middleware.TryAgain",
    "django.middleware.common.CommonMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # without it no process starts
]

OF: Mapping[str, Sequence[str]] = {
    "everybody": EVERYBODY,
    "respondents": RESPONDENTS,
    "published": PUBLISHED,
}
