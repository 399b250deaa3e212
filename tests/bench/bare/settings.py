"""The project's own database, sessions and middleware that a bare view needs, and nothing else."""

from followon.settings import *  # noqa: F403
from followon.settings import TEMPLATES as _TEMPLATES

ROOT_URLCONF = "tests.bench.bare.urls"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # allauth refuses to start without; free within noise
]
# "bare" of the design: sessions in the database and who they are of, as Django comes.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
TEMPLATES = [
    {**_TEMPLATES[0], "OPTIONS": {"context_processors": ["django.template.context_processors.request"]}}
]
