"""Settings of the web application.

Everything that differs between installations comes from the home, from the declared settings (``declared.py``),
or from variables that ``lilyroot serve`` sets from its options: LILYROOT_HOME and LILYROOT_WEB_*.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from csp.constants import NONE, SELF

from lilyroot.home import Home
from lilyroot.tongue import LANGUAGES as SPOKEN
from lilyroot_web.config.databases import databases
from lilyroot_web.config.declared import declared, secret_of
from lilyroot_web.config.keys import read_secret_key
from lilyroot_web.config.sign_on import directories, providers

LILYROOT_HOME = Home.find()
BEHIND_HTTPS = os.environ.get("LILYROOT_WEB_HTTPS") == "1"

DECLARED = declared(LILYROOT_HOME, os.environ)

DEBUG = False
# Before the first start there is no key; a throw-away one lets commands such as "check" run without writing.
SECRET_KEY = read_secret_key(LILYROOT_HOME) or secrets.token_urlsafe(64)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"] + [
    name for name in os.environ.get("LILYROOT_WEB_NAMES", "").split(",") if name
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "csp",
    "lilyroot_web.access",  # before allauth: its pages wear our templates
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "lilyroot_web.ui",
    "lilyroot_web.tongue",
    "lilyroot_web.home",
    "lilyroot_web.people",
    "lilyroot_web.api",
    "lilyroot_web.scim",
    "lilyroot_web.insights",
    "lilyroot_web.sources",
    "lilyroot_web.actions",
    "lilyroot_web.responses",
    "lilyroot_web.setting_up",
    "lilyroot_web.jobs",
    "lilyroot_web.metrics",
    "lilyroot_web.mail",
    "lilyroot_web.digests",
    "lilyroot_web.outlets",
    "lilyroot_web.feeds",
    "lilyroot_web.reading",
    "lilyroot_web.auditing",
    "lilyroot_web.trust",
]

MIDDLEWARE = [
    "lilyroot_web.metrics.counting.Counting",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads by chance: what a page holds cannot be guessed from its length
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lilyroot_web.tongue.middleware.Spoken",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",  # closed unless a view says otherwise
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "lilyroot_web.ui.middleware.Later",
    "lilyroot_web.ui.middleware.OurErrors",
]

ROOT_URLCONF = "lilyroot_web.config.urls"
WSGI_APPLICATION = "lilyroot_web.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lilyroot_web.ui.context.frame",
                "lilyroot_web.auditing.context.audits",
            ],
        },
    }
]

DATABASES = databases(LILYROOT_HOME, DECLARED)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sessions and sign-in
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "lilyroot_web.access.door.Door"
ACCOUNT_FORMS = {"login": "lilyroot_web.access.forms.SignIn"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = [
    "username*",
    "password1*",
]  # nobody signs up by themselves; this only says no e-mail is needed
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # other browsers are signed out all the same
# The second step: an app that shows codes, passkeys and security keys, codes on paper
MFA_ADAPTER = "lilyroot_web.access.second_step.SecondStep"
MFA_FORMS = {
    "add_webauthn": "lilyroot_web.access.forms.AddKey",
    "login_webauthn": "lilyroot_web.access.forms.Passkey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Lilyroot"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_HTTPS  # plain http is for this machine only
# Signing in with the organisation's own directory, where sign-on.toml names one
DIRECTORIES = directories(LILYROOT_HOME)
SOCIALACCOUNT_PROVIDERS = providers(DIRECTORIES)
SOCIALACCOUNT_ADAPTER = "lilyroot_web.access.sign_on.SignOn"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form may only lead to this host, see the content policy
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # an address that somebody claims elsewhere opens nothing here
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
SESSION_COOKIE_NAME = "lilyroot_session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "lilyroot_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
CSRF_FAILURE_VIEW = "lilyroot_web.ui.views.form_expired"
if BEHIND_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # the last of X-Forwarded-For is what our proxy saw
    SECURE_REDIRECT_EXEMPT = [r"^health$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in ALLOWED_HOSTS]
# These warnings of "check --deploy" are answered: plain http is for this machine only (W004, W008, W012, W016 are
# checked again with LILYROOT_WEB_HTTPS), a parent domain is not ours to put under HSTS (W005, W021), and the
# generated static files exist only after the first start (staticfiles.W004).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021", "staticfiles.W004"] + (
    [] if BEHIND_HTTPS else ["security.W004", "security.W008", "security.W012", "security.W016"]
)

# What a browser may do with our pages: nothing from elsewhere, nothing inline, no eval.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# What is uploaded: streamed to the home as it comes, never in memory, and only from whoever keeps sources
LARGEST_UPLOAD = 4 << 30
FILE_UPLOAD_HANDLERS = ["lilyroot_web.sources.uploads.Streamed"]
FILE_UPLOAD_PERMISSIONS = 0o600
TAKE_IN_BESIDE = True  # in a process of its own; tests without one take in at once

# Static files: built into the home by lilyroot_web.ui.assets, served by whitenoise under hashed names
STATIC_URL = "static/"
STATIC_ROOT = LILYROOT_HOME.data / "web-static"
STATICFILES_DIRS = [LILYROOT_HOME.data / "web-build"]  # tokens from the palette, the chart engine
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Mail: to the server the settings name, by jobs beside the pages
EMAIL_HOST = DECLARED["LILYROOT_SMTP_HOST"]
EMAIL_PORT = DECLARED["LILYROOT_SMTP_PORT"]
EMAIL_USE_TLS = DECLARED["LILYROOT_SMTP_SECURITY"] == "starttls"
EMAIL_USE_SSL = DECLARED["LILYROOT_SMTP_SECURITY"] == "tls"
EMAIL_HOST_USER = DECLARED["LILYROOT_SMTP_USER"]
EMAIL_HOST_PASSWORD = secret_of(DECLARED["LILYROOT_SMTP_PASSWORD_FILE"])
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = DECLARED["LILYROOT_MAIL_FROM"]
PUBLIC_ADDRESS = DECLARED["LILYROOT_PUBLIC_ADDRESS"] or os.environ.get("LILYROOT_WEB_ADDRESS", "")
JOBS_AT_ONCE = False  # tests do the work at once, but for those of the worker itself
API_REQUESTS = DECLARED["LILYROOT_API_REQUESTS"]
METRICS_TOKEN = secret_of(DECLARED["LILYROOT_METRICS_TOKEN_FILE"])
MAIL_HOUR = DECLARED["LILYROOT_MAIL_HOUR"]
OUTLET_HOSTS = DECLARED["LILYROOT_OUTLET_HOSTS"]

# Every language by its own name; the words are in locale/, those of the library in lilyroot.tongue
LANGUAGES = list(SPOKEN.items())
LANGUAGE_CODE = DECLARED["LILYROOT_LANGUAGE"]
LANGUAGE_COOKIE_NAME = "lilyroot_language"
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]
FORMAT_MODULE_PATH = "lilyroot_web.tongue.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Never a request body, a form value or a figure in the log: the method, the path and the kind of failure.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}
