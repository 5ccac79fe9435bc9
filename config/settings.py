"""Every difference between machines is a variable (.env.example)."""

import os
import secrets
from pathlib import Path

import dj_database_url
from django.utils.translation import gettext_lazy as _

from config import env, logs
from config.routes import chains, home

BASE_DIR = Path(__file__).resolve().parent.parent
# Threads of linear algebra wait longer than they compute on small matrices. Set before numpy
# loads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / ".data")))
IS_DEVELOPMENT = env.flag("DEVELOPMENT", default=False)
_development_keys = DATA_DIR / "keys.json" if IS_DEVELOPMENT else None

# --- who we are on the network ---------------------------------------------------------
DEBUG = False
SERVES = env.choice("SERVES", ("everybody", "respondents", "published"))
KNOWS_PEOPLE = SERVES != "published"
"""Whether this process needs secrets; the public pages need none."""
SECRET_KEY = env.secret(
    "SECRET_KEY", kept_in=_development_keys, is_needed=KNOWS_PEOPLE
) or secrets.token_hex(32)
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
PUBLIC_BASE_URL = env.text("PUBLIC_BASE_URL", "http://localhost:8000")
STAFF_BASE_URL = env.text("STAFF_BASE_URL", "") or PUBLIC_BASE_URL
OPEN_BASE_URL = env.text("OPEN_BASE_URL", "") or (PUBLIC_BASE_URL if IS_DEVELOPMENT else "")
EXIT_URL = env.text("EXIT_URL", "https://www.bbc.co.uk/weather")
SERVICE_DESK_NUMBER = env.telephone("SERVICE_DESK_NUMBER")
CSRF_TRUSTED_ORIGINS = env.items("CSRF_TRUSTED_ORIGINS", "")
OPEN_LINK = env.choice("OPEN_LINK", ("simulated", "yes", "no"))
STATISTICS_LABEL = env.choice(
    "STATISTICS_LABEL", ("in_development", "management", "official", "accredited")
)
ROOT_URLCONF = {
    "everybody": "config.routes.all_routes",
    "respondents": "config.routes.respondents",
    "published": "config.routes.published",
}[SERVES]
WSGI_APPLICATION = "config.wsgi.application"

STAFF_IDLE_MONTHS = env.number("STAFF_IDLE_MONTHS", default=12)
SIGN_IN_INTERNAL_HOSTS = env.items("SIGN_IN_INTERNAL_HOSTS", "")
PILOT_FORCES = env.items("PILOT_FORCES", "")
PAPER_KEYED_TWICE = env.number("PAPER_KEYED_TWICE", default=10)

# --- secrets of the vault (docs/adr/0004) ------------------------------------------------
VAULT_KEYS = (
    (env.items("VAULT_KEYS", "") or ["1:" + env.secret("VAULT_KEY", kept_in=_development_keys)])
    if KNOWS_PEOPLE
    else []
)
PERSON_KEY = env.secret("PERSON_KEY", kept_in=_development_keys, is_needed=KNOWS_PEOPLE)
TOKEN_KEY = env.secret("TOKEN_KEY", kept_in=_development_keys, is_needed=KNOWS_PEOPLE)

# --- the copy kept apart of what a restored database must not forget (docs/adr/0022) --------
CONTACT_JOURNAL = env.folder(
    "CONTACT_JOURNAL",
    kept_in=DATA_DIR / "journal" if IS_DEVELOPMENT or not KNOWS_PEOPLE else None,
)
ANSWER_STORE = env.text("ANSWER_STORE", "")  # closed quarters' answers in files (docs/adr/0100)

# --- recordings of questions, listed in survey/instruments/recordings.csv -----------------
RECORDINGS_DIR = env.text("RECORDINGS_DIR", str(DATA_DIR / "recordings"))

# --- messages ---------------------------------------------------------------------------
SMS_TRANSPORT = env.text("SMS_TRANSPORT", "development")
NOTIFY_API_KEY = env.text("NOTIFY_API_KEY", "")
NOTIFY_API_KEYS = env.pairs("NOTIFY_API_KEYS")
NOTIFY_BASE_URL = env.text("NOTIFY_BASE_URL", "https://api.notifications.service.gov.uk")
NOTIFY_TEMPLATES = {
    "en": env.text("NOTIFY_TEMPLATE_EN", ""),
    "cy": env.text("NOTIFY_TEMPLATE_CY", ""),
}
NOTIFY_SHORTER_TEMPLATES = {
    "en": env.text("NOTIFY_SHORTER_TEMPLATE_EN", ""),
    "cy": env.text("NOTIFY_SHORTER_TEMPLATE_CY", ""),
}
NOTIFY_EMAIL_TEMPLATES = {
    "en": env.text("NOTIFY_EMAIL_TEMPLATE_EN", ""),
    "cy": env.text("NOTIFY_EMAIL_TEMPLATE_CY", ""),
}
NOTIFY_ANSWER_TEMPLATES = {
    "en": env.text("NOTIFY_ANSWER_TEMPLATE_EN", ""),
    "cy": env.text("NOTIFY_ANSWER_TEMPLATE_CY", ""),
}
EMAILS_ARE_SENT = SMS_TRANSPORT == "development" or all(NOTIFY_EMAIL_TEMPLATES.values())
NOTIFY_RECEIVED_TOKEN = env.text("NOTIFY_RECEIVED_TOKEN", "")
NOTIFY_CALLBACK_TOKEN = env.text("NOTIFY_CALLBACK_TOKEN", "")

# --- what is written whenever something is audited --------------------------------------------
AUDIT_FOLLOWERS = ["responses.cases.case_work.note"]

# --- what readers of a language sign, in the order in which a respondent meets it ------------
READABLE_TEXTS = [
    "responses.invitations.readable_texts.INVITATIONS",
    "config.readable_pages.PAGES",
    "survey.reading.instrument_texts.QUESTIONS",
    "responses.helplines.readable_texts.HELPLINES",
    "responses.answering.readable_texts.WORDS",
    "responses.triage.readable_texts.RULES",
]

# --- mails to staff: what a mail can be about, and who carries it ---------------------------
DIGEST_TOPICS = [
    "analytics.casebook.digest_topics.ALERTS",
    "analytics.casebook.digest_topics.DUE",
    "analytics.releases.digest_topics.QUARTERS",
    "responses.tasks_due.EMAILED_FILES",
    "responses.tasks_due.EMAILED_TEXTS",
    "responses.tasks_due.EMAILED_DESKS",
    "responses.tasks_due.EMAILED_WISHES",
    "responses.tasks_due.EMAILED_DESK_WISHES",
    "responses.tasks_due.EMAILED_ACCESS",
    "access.administration.digest_topics.DECISIONS",
]
HOME_MATTERS, HOME_COUNTS, HOME_PARTS = home.MATTERS, home.COUNTS, home.PARTS
MERGER_PREVIEWS = ["analytics.trends.merger_preview.JOINED_LINE"]
STAFF_MAIL = env.choice("STAFF_MAIL", ("development", "smtp", "notify"))
DUTY_PHONE = env.telephone("DUTY_PHONE")
NOTIFY_STAFF_TEMPLATE = env.text("NOTIFY_STAFF_TEMPLATE", "")
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = True
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "")

# --- background work: on the database, or on Redis where many machines share it -------------
TASKS_BACKEND = env.choice("TASKS_BACKEND", ("database", "rq"))
REDIS_URL = (
    env.redis("REDIS_URL", "redis://127.0.0.1:6379/0", is_development=IS_DEVELOPMENT)
    if TASKS_BACKEND != "database"
    else ""
)
TASKS = {
    "default": {
        "BACKEND": {
            "database": "django_tasks_db.DatabaseBackend",
            "rq": "django_tasks_rq.RQBackend",
        }[TASKS_BACKEND],
    },
}
# Redis's own limit ends tasks that hang. JSON, because a pickle runs what its writer wants
# (docs/adr/0015).
RQ_QUEUES = {
    "default": {"URL": REDIS_URL, "DEFAULT_TIMEOUT": 24 * 60 * 60, "SERIALIZER": "json"},
}

# A public process sends nothing, so it holds no secret.
if ROOT_URLCONF != "config.routes.all_routes":
    NOTIFY_API_KEY = NOTIFY_CALLBACK_TOKEN = EMAIL_HOST_PASSWORD = ""
    NOTIFY_API_KEYS = {}

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "analytics.apps.AnalyticsConfig",
    "responses.apps.ResponsesConfig",
    "survey.apps.SurveyConfig",
    "access.apps.AccessConfig",
    "ui.apps.UiConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "django_tasks",
    "django_tasks_db",
    *(["django_rq"] if TASKS_BACKEND == "rq" else []),
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = chains.OF[SERVES]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "ui.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "access.web.context_processors.page_context",
                "analytics.figures.context_processors.figures_progress",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- databases --------------------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.config(
        env="DATABASE_URL",
        default=f"sqlite:///{DATA_DIR / 'survey.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,  # a server that was replaced is noticed before a page needs it
    ),
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "config.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # Django's default, also in parallel
    # IMMEDIATE avoids "database is locked"; FULL keeps an answer through a power cut
    # (docs/adr/0002).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous="
            + env.text("SQLITE_SYNCHRONOUS", "FULL")
            + ";PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=27103364;"
            "PRAGMA cache_size=-20000;"
        ),
    }
else:
    # A dead server must not hold a page for long.
    DATABASES["default"]["OPTIONS"] = DATABASES["default"].get("OPTIONS", {}) | {
        "connect_timeout": 5,
        "keepalives_idle": 30,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
    }
# Signed in to PostgreSQL under a role of database_roles.
ROW_SECURITY = env.flag("ROW_SECURITY", default=False)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Uploads hold contact details: they stay in memory, never on disk.
FILE_UPLOAD_HANDLERS = {
    "everybody": ["django.core.files.uploadhandler.MemoryFileUploadHandler"],
}.get(SERVES, [])
FILE_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024

CACHES = {
    "default": {
        "BACKEND": "access.sealing.plain_cache.PlainValueCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # past it used one-time codes are forgotten early
    },
}

# --- signing in -------------------------------------------------------------------------
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "access.sign_in.allauth_adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "access.sign_in.forms.LoginForm",
    "change_password": "access.sign_in.forms.ChangePasswordForm",
    "reauthenticate": "access.sign_in.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # ours stand in access/limits/table.py
MFA_ADAPTER = "access.sign_in.allauth_adapter.MfaAdapter"
MFA_FORMS = {
    "authenticate": "access.sign_in.forms.AuthenticateForm",
    "reauthenticate": "access.sign_in.forms.CodeReauthenticateForm",
    "activate_totp": "access.sign_in.forms.ActivateCodeForm",
    "add_webauthn": "access.sign_in.key_forms.AddKeyForm",
    "edit_webauthn": "access.sign_in.key_forms.RenameKeyForm",
    "authenticate_webauthn": "access.sign_in.key_forms.AuthenticateByKeyForm",
    "reauthenticate_webauthn": "access.sign_in.key_forms.ConfirmByKeyForm",
    "login_webauthn": "access.sign_in.key_forms.PasskeyForm",
}
# An administrator knows the address, so no mail confirms it.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A key left in a desk needs its owner's finger, face or PIN.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# Without TLS browsers make keys for localhost alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = IS_DEVELOPMENT
MFA_RATE_LIMITS = False  # ours stand in access/limits/table.py
MFA_TOTP_ISSUER = "National Victim Survey"
REQUIRE_SECOND_FACTOR = env.flag("REQUIRE_SECOND_FACTOR", default=not IS_DEVELOPMENT)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "access:home"
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", default=0)

# --- sessions and headers: nothing that outlives the browser or tells what this is -----------
SESSION_ENGINE = "access.web.sessions"
# Bound to this host; browsers keep such cookies only over TLS.
OF_THIS_HOST = "" if IS_DEVELOPMENT else "__Host-"
SESSION_COOKIE_NAME = f"{OF_THIS_HOST}sid"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not IS_DEVELOPMENT
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "responses.answering.views.start.csrf_failure"
SECURE_SSL_REDIRECT = not IS_DEVELOPMENT
SECURE_REDIRECT_EXEMPT = ["^livez$", "^readyz$"]  # asked by machines beside this one
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 0 if IS_DEVELOPMENT else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not IS_DEVELOPMENT

# Our own middleware guards these; Django's checks don't know it.
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W003"]

# --- languages: the country's two first, then by speakers in the Census of 2021. Easy Read has a
# private subtag (BCP 47).
LANGUAGE_CODE = "en-gb"
LANGUAGES = [
    ("en", _("English")),
    ("cy", _("Welsh")),
    ("en-x-easy", _("Easy Read")),
    ("pl", _("Polish")),
    ("ro", _("Romanian")),
    ("pa", _("Panjabi")),
    ("ur", _("Urdu")),
    ("ar", _("Arabic")),
    ("bn", _("Bengali")),
]
STAFF_LANGUAGES = ["en", "cy"]
LANGUAGE_COOKIE_NAME = f"{OF_THIS_HOST}language"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/London"

# --- static files -----------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
if IS_DEVELOPMENT:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # nothing is collected there
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if env.flag("STATIC_MANIFEST", default=not IS_DEVELOPMENT)
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = IS_DEVELOPMENT

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "access.sign_in.api_keys.ApiKeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "UNAUTHENTICATED_USER": None,
    "EXCEPTION_HANDLER": "access.systems.problems.answer",
}

# --- what is told of how it runs: lines for people or of JSON, counts for watchers ------------
LOG_FORM = env.choice("LOG_FORM", ("line", "json"))
LOG_REQUESTS = LOG_FORM == "json"
METRICS_DIR = env.text("METRICS_DIR", "")
LOGGING = logs.logging_of(LOG_FORM)
