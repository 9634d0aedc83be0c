"""Every setting, in one file, read from the environment; what is missing fails loudly.

Nothing set: a local installation with its own PostgreSQL in `var/`, as `make run` starts
it. DATABASE_URL set: a shared installation, which must also name SECRET_KEY and
ALLOWED_HOSTS.
"""

import secrets
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"

env = environ.Env()
OWN_SERVER = not env("DATABASE_URL", default="")
DEBUG = env.bool("DEBUG", default=False)


def _secret_key() -> str:
    """SECRET_KEY, or for a local installation one made on first use and kept in var/."""
    given: str = env("SECRET_KEY", default="")
    if given:
        return given
    if not OWN_SERVER:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Where DATABASE_URL names a server, set SECRET_KEY to "
            "a long random text of your own and keep it."
        )
    kept = VAR / "secret_key"
    if not kept.exists():
        VAR.mkdir(exist_ok=True)
        fresh = kept.with_name(f"secret_key.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50))
        if kept.exists():
            fresh.unlink()
        else:
            fresh.replace(kept)
    return kept.read_text()


def _allowed_hosts() -> list[str]:
    local = ["localhost", "127.0.0.1", "[::1]"]
    hosts: list[str] = env.list("ALLOWED_HOSTS", default=local if OWN_SERVER else [])
    if not hosts:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS is not set. Where DATABASE_URL names a server, name the hosts "
            "people reach the product by, for example ALLOWED_HOSTS=coso.example.vn."
        )
    return hosts


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = _allowed_hosts()

if OWN_SERVER:
    DATABASES = {
        "default": {
            "ENGINE": "config.postgres",
            "NAME": env("DATABASE_NAME", default="postgres"),
            "OPTIONS": {"own_server": str(VAR / "postgres")},
        }
    }
else:
    DATABASES = {"default": env.db("DATABASE_URL", engine="config.postgres")}
# A name of its own lets two test runs share the server.
DATABASES["default"]["TEST"] = {"NAME": f"test_{env('COSO_TEST_DB', default='coso')}"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "communes",
    "indicators",
    "config.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",  # its templates of fields, beside those of errors in templates/
    "import_export",
    "django_filters",
    "simple_history",
    "csp",
    "axes",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Every page needs a login; the sign-in page itself is exempt.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    # The history of the registers names who was signed in.
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Last: it turns a sign-in that was throttled into its answer.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "indicators.context.site",
            ],
            "builtins": ["communes.templatetags.whole"],
        },
    }
]

# Errors of forms are rendered by templates/django/forms, fields by Django's own.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Signing in and staying signed in
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "indicators.api.keys.KeyBackend",  # the API
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "overview"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day
SESSION_COOKIE_HTTPONLY = True

# Only over HTTPS where people reach the product through a network.
HTTPS = env.bool("HTTPS", default=not OWN_SERVER)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # a watcher beside the server asks plainly
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# Long imports are done by a worker (`manage.py work`), which `serve` runs beside itself.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Files
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static.Storage"},
}
# Uploaded files: a worker on another machine must find the same folder.
MEDIA_ROOT = Path(env("FILES", default=str(VAR / "files")))
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

# Languages, numbers, dates
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_THOUSAND_SEPARATOR = False  # years would print as 2.012
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
