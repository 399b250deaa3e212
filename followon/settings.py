"""The one settings file; the environment decides, and a missing variable stops start-up with a hint."""

import os
from datetime import timedelta
from pathlib import Path

from followon import clock, embedded, logs
from followon.env import env, required
from followon.schedule import SCHEDULE

BASE_DIR = Path(__file__).resolve().parent.parent
SERVICES = embedded.addresses()

# ── What kind of place this is ──────────────────────────────────────────────────────────────────────────────────
# The demo exists only where `manage.py up` started the stand-ins itself, on loopback (decision 0006).
FOLLOWON_DEMO = env.bool("FOLLOWON_DEMO", default=False)
if FOLLOWON_DEMO:
    clock.go_ahead(timedelta(seconds=env.float("FOLLOWON_DEMO_AHEAD", default=0.0)))  # `up --now`
TESTING = env.bool("FOLLOWON_TESTING", default=False)
LOCAL = FOLLOWON_DEMO or TESTING or not env.str("DATABASE_URL", default="")
DEBUG = env.bool("DEBUG", default=False)

SECRET_KEY = (
    embedded.local_secret_key()
    if LOCAL and "SECRET_KEY" not in os.environ and "SECRET_KEY_FILE" not in os.environ
    else required(
        "SECRET_KEY", "Set it to 50 random characters, or SECRET_KEY_FILE to a file that holds them."
    )
)
PUBLIC_BASE_URL = (
    env.str("PUBLIC_BASE_URL", default="http://127.0.0.1:8000")
    if LOCAL
    else required(
        "PUBLIC_BASE_URL", "Set it to the address people type, such as https://followon.example.org."
    )
).rstrip("/")
HTTPS = PUBLIC_BASE_URL.startswith("https://")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"] if LOCAL else [])
CSRF_TRUSTED_ORIGINS = [PUBLIC_BASE_URL]

# ── The apps, lowest layer first ────────────────────────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "followon.people",
    "followon.audit",
    "followon.web",
    "notifications",
    "pmp",
    "groups",
]
AUTH_USER_MODEL = "people.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "followon.web.middleware.PersonalPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "followon.web.middleware.SignInRequired",
    "followon.web.middleware.Refusals",
    "pmp.middleware.StaffSessions",
]
ROOT_URLCONF = "followon.urls"
WSGI_APPLICATION = "followon.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "followon.web.context.site",
            ],
            "string_if_invalid": "‼ missing: %s ‼" if TESTING else "",
        },
    }
]
FORM_RENDERER = "followon.web.forms.NHSFormRenderer"

# ── Where things are kept ───────────────────────────────────────────────────────────────────────────────────────
_database = env.db_url("DATABASE_URL", default=SERVICES.database_url)
# A process frozen inside a transaction would hold its locks, and with them everybody's messages, for ever.
_thaws = f"-c idle_in_transaction_session_timeout={env.int('IDLE_IN_TRANSACTION_MS', default=30_000)}"
_said = [env.str("PGOPTIONS", default=""), _database.get("OPTIONS", {}).get("options", ""), _thaws]
DATABASES = {
    "default": {
        **_database,
        "CONN_MAX_AGE": 0 if TESTING else 600,  # a connection keeps the statements it was asked twice
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**_database.get("OPTIONS", {}), "options": " ".join(filter(None, _said))},
    }
}
REDIS_URL = env.str("REDIS_URL", default=SERVICES.redis_url)
_socket = REDIS_URL.startswith("unix:")
CACHES = {
    "default": {
        "BACKEND": "followon.cache.RedisCache",
        "LOCATION": f"{REDIS_URL}?db=1" if _socket else f"{REDIS_URL.rstrip('/')}/1",
        "KEY_PREFIX": "followon",
        "OPTIONS": {"socket_timeout": 3, "socket_connect_timeout": 1},
    }
}
SESSION_ENGINE = "followon.people.sessions"
# Patients' sessions; staff are held to less by StaffSessions.
SESSION_COOKIE_AGE = int(timedelta(days=90).total_seconds())
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # forms carry the key; no script of ours reads the cookie
MESSAGE_STORAGE = "followon.people.flash.SealedStorage"  # in the session, so that no third cookie is set
CSRF_FAILURE_VIEW = "followon.web.errors.csrf_failure"

# ── What public and error pages say: they never ask the database ────────────────────────────────────────────────
SERVICE_NAME = env.str("SERVICE_NAME", default="Severn Vale Pain Service" if LOCAL else "")
SERVICE_PHONE = env.str("SERVICE_PHONE", default="01632 960118" if LOCAL else "")
SERVICE_HOURS = env.str("SERVICE_HOURS", default="Monday to Friday, 9am to 4pm")
SERVICE_NATION = env.str("SERVICE_NATION", default="england")  # england, wales, scotland or northern-ireland

# ── Files ───────────────────────────────────────────────────────────────────────────────────────────────────────
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.str("STATIC_ROOT", default=str(BASE_DIR / ".data" / "staticfiles"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "followon.web.storage.SiteStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# ── Language and time ───────────────────────────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
USE_TZ = True
TIME_ZONE = "Europe/London"

# ── Signing in ──────────────────────────────────────────────────────────────────────────────────────────────────
# Codes and links are ours (decision 0008); sessions, second factors and passkeys are allauth's.
AUTHENTICATION_BACKENDS = ["followon.people.backend.PeopleBackend"]
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "/home/"
SIGN_IN_PACE = 0.0 if TESTING else 0.4  # seconds that every answer about an address takes, known or not
ACCOUNT_ADAPTER = "notifications.sign_in.SignInAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]  # for allauth's own checks: nobody can sign up
ACCOUNT_EMAIL_VERIFICATION = "none"  # a code proves an address each time it is used
ACCOUNT_LOGIN_BY_CODE_ENABLED = False  # allauth's own codes would be a second door
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {
    "ask_for_code": "60/15m/ip,5/15m/key",
    "type_code": "120/15m/ip",
}  # the table counts too
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_ADAPTER = "followon.people.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "followon.people.second_factor.SecondFactorForm",
    "reauthenticate": "followon.people.second_factor.SecondFactorAgainForm",
    "activate_totp": "followon.people.second_factor.AddAppForm",
    "add_webauthn": "followon.people.second_factor.AddPasskeyForm",
    "edit_webauthn": "followon.people.second_factor.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a passkey stands for both steps
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Follow-on groups"
MFA_TOTP_TOLERANCE = 1  # a code may be typed slowly: 30 seconds more
# Seals second-factor secrets. Several keys with spaces between: the first seals, all of them open.
MFA_SECRETS_KEY = env.str("MFA_SECRETS_KEY", default="") or SECRET_KEY

# ── Messages out and in ─────────────────────────────────────────────────────────────────────────────────────────
TWILIO_ACCOUNT_SID = env.str("TWILIO_ACCOUNT_SID", default="ACstandin" if LOCAL else "")
TWILIO_AUTH_TOKEN = env.str("TWILIO_AUTH_TOKEN", default="standin-token" if LOCAL else "")
TWILIO_FROM = env.str("TWILIO_FROM", default="+447700900000" if LOCAL else "")
TWILIO_MESSAGING_SERVICE_SID = env.str("TWILIO_MESSAGING_SERVICE_SID", default="")
TWILIO_BASE_URL = env.str("TWILIO_BASE_URL", default=SERVICES.standin_url if LOCAL else "")
SMS_PROVIDER = env.str("SMS_PROVIDER", default="twilio")
SEND_THREADS = env.int("SEND_THREADS", default=32)  # on their way at once, for each sending process
# Operators take about ten parts of texts a second from a sender with a name; more wait in their queue. 0: no limit.
SMS_PARTS_PER_SECOND = env.float("SMS_PARTS_PER_SECOND", default=0.0 if LOCAL else 10.0)
NOTIFY_BASE_URL = env.str("NOTIFY_BASE_URL", default="")
NOTIFY_API_KEY = env.str("NOTIFY_API_KEY", default="")
EMAIL_CONFIG = env.email_url("EMAIL_URL", default=f"smtp://{SERVICES.smtp_host}:{SERVICES.smtp_port}")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Follow-on groups <follow-on@example.org>")

# ── Seams between layers, by name ───────────────────────────────────────────────────────────────────────────────
NAVIGATION = "groups.navigation.items"  # what the header offers this person
TEAM_SERVICES = "pmp.permissions.message_services"  # whose delivery log a person may see
PIPELINE_CHECK = "notifications.watch.pipeline"  # is anything dispatching
START_PAGE = "groups.navigation.start_page"  # where somebody lands after signing in
ORGANISATION = "pmp.organisation.for_request"  # name, phone and hours that every page shows
SERVICE_OF = "pmp.organisation.service_id_of"  # in whose name somebody's own notices go
HISTORY_VISIBLE = ["pmp.permissions.can_see_history", "groups.permissions.can_see_history"]  # who may read it
MESSAGE_NAMES = "groups.permissions.people_named_to"  # and who is named in it
HISTORY_NAMES = "pmp.permissions.people_named_to"  # and who is named in it
SENDS_A_DAY = "pmp.permissions.sends_a_day"  # how many messages one person of the team may send in a day
SEND_CONFIRMERS = "pmp.permissions.people_who_confirm_sends"  # the second person for a send to many
STRONG_SIGN_IN = "pmp.permissions.is_team"  # whose sessions are short and need a second factor

# ── Celery: the legs, never the memory (reliability: PostgreSQL is the truth) ───────────────────────────────────
CELERY_BROKER_URL = (
    f"redis+socket://{REDIS_URL.removeprefix('unix://')}?virtual_host=0"
    if _socket
    else f"{REDIS_URL.rstrip('/')}/0"
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"  # crontab in a zone with clock changes skips an hour
CELERY_ENABLE_UTC = True
CELERY_TASK_ACKS_LATE = False  # tasks are pokes; the rows stay
CELERY_TASK_TIME_LIMIT, CELERY_TASK_SOFT_TIME_LIMIT = 90, 60
CELERY_TASK_DEFAULT_QUEUE = "housekeeping"
CELERY_TASK_ROUTES = {"notifications.tasks.look_now": {"queue": "dispatch"}}  # sends wait for nothing else
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 300_000
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 120,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 15,
    "socket_connect_timeout": 3,
    "socket_keepalive": not _socket,
    "health_check_interval": 25,
    "global_keyprefix": "followon:",
}
CELERY_VISIBILITY_TIMEOUT = 120
CELERY_BEAT_SCHEDULE = SCHEDULE
CELERY_BEAT_SCHEDULE_FILENAME = str(BASE_DIR / ".data" / "celerybeat-schedule")

# ── Headers ─────────────────────────────────────────────────────────────────────────────────────────────────────
SECURE_SSL_REDIRECT = HTTPS and env.bool("SSL_REDIRECT", default=True)
# A machine would not notice that what it sent was read on the way, so it is refused there.
SECURE_REDIRECT_EXEMPT = [r"^(hooks|health)/"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
)
SECURE_REFERRER_POLICY = (
    "same-origin"  # with "no-referrer" browsers send "Origin: null", and Django refuses the form
)
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# ── Logs: sentences without names or numbers ────────────────────────────────────────────────────────────────────
LOGGING = logs.CONFIG
