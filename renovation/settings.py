"""Settings: everything that differs between machines comes from the environment.

`docs/operations.md` lists each variable. DEBUG is off unless asked for; with DEBUG off the
portal refuses to start without a real SECRET_KEY and ALLOWED_HOSTS. What no installation changes
stands beside: the API's description in `schema.py`, how the floors meet in `wiring.py`.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from core.deadlines import parse_rules
from core.evidence import parse_evidence
from core.field_keys import parse_keys
from core.maps import tile_hosts, tile_layers
from renovation.schema import *  # noqa: F403
from renovation.wiring import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
VAR_DIR = Path(env.str("PORTAL_VAR_DIR", default=str(BASE_DIR / "var")))

# --- Deployment -----------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
INSECURE_KEY = "development-only-key-that-production-refuses"
SECRET_KEY = env.str("SECRET_KEY", default=INSECURE_KEY if DEBUG else "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
if not DEBUG:
    _guessable = SECRET_KEY.startswith(("django-insecure-", INSECURE_KEY))
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or _guessable:
        raise ImproperlyConfigured("SECRET_KEY must be set to a random text of 50+ characters")
    if not ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts the portal answers to")

FIELD_KEYS = parse_keys(env.list("FIELD_KEYS", default=[]), debug=DEBUG)  # newest first

HTTPS = env.bool("HTTPS", default=not DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31536000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=False)
PROXY_COUNT = env.int("PROXY_COUNT", default=0)  # proxies in front that append X-Forwarded-For
# without a proxy of ours, X-Forwarded-Proto is what the client made up
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and PROXY_COUNT else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# the map's ground: nothing is fetched from another host unless these name one
MAP_LAYERS = tile_layers(env.str("MAP_TILES_URL", default=""), env.str("TIANDITU_KEY", default=""))
MAP_ATTRIBUTION = env.str("MAP_ATTRIBUTION", default="")
if not MAP_ATTRIBUTION and any("tianditu" in layer for layer in MAP_LAYERS):
    MAP_ATTRIBUTION = "天地图"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *tile_hosts(MAP_LAYERS)],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Applications, from the lowest floor up -------------------------------------------------
INSTALLED_APPS = [
    "accounts.admin_site.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "django_celery_beat",
    "simple_history",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "csp",
    "core",
    "accounts",
    "projects",
    "orders",
    "funding",
    "complaints",
    "quality",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # its files are compressed by collectstatic
    "core.compression.CompressPagesMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "accounts.middleware.FragmentLoginMiddleware",
    "accounts.middleware.IdleTimeoutMiddleware",
    "accounts.middleware.AccountStateMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "renovation.urls"
WSGI_APPLICATION = "renovation.wsgi.application"
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
                "core.context_processors.portal",
                "accounts.context_processors.navigation",
            ],
            "builtins": [
                "core.templatetags.portal",
                "core.templatetags.components",
                "core.templatetags.dates",
            ],
        },
    }
]

FORM_RENDERER = "core.forms.PortalRenderer"
FILTERS_EMPTY_CHOICE_LABEL = "全部"

# --- Data, queue, files ---------------------------------------------------------------------
DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}"),
}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
        "transaction_mode": "IMMEDIATE",
    }
else:
    _database["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    _database["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "renovation",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    },
    # what a release fixes and every request asks for: the permissions of a role
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": 60},
}
CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 2,
    "max_retries": 2,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
BUILD_DUE_SECONDS = env.int("BUILD_DUE_SECONDS", default=300)
NOTICE_SECONDS = env.int("NOTICE_SECONDS", default=600)
CELERY_BEAT_SCHEDULE = {
    "build-due-reports": {
        "task": "reports.tasks.build_due_reports",
        "schedule": BUILD_DUE_SECONDS,
        # while no worker runs, one sweep waits, not one for every five minutes of the week-end
        "options": {"expire_seconds": BUILD_DUE_SECONDS, "expires": BUILD_DUE_SECONDS},
    },
    "sweep-imports": {"task": "projects.tasks.sweep_imports", "schedule": 60},
    "post-notices": {
        "task": "reports.tasks.post_notices",
        "schedule": NOTICE_SECONDS,
        "options": {"expire_seconds": NOTICE_SECONDS, "expires": NOTICE_SECONDS},
    },
    "prune-ledgers": {"task": "projects.tasks.prune_ledgers", "schedule": 24 * 3600},
    "prune-audit": {"task": "accounts.tasks.prune_audit", "schedule": 24 * 3600},
}

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "core.styles.StylesFinder",
]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- Who ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.RoleBackend",
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "accounts.validators.AttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "phone")},
    },
    {
        "NAME": "accounts.validators.MinimumLengthValidator",
        "OPTIONS": {"min_length": env.int("PASSWORD_MIN_LENGTH", default=8)},
    },
    {"NAME": "accounts.validators.CommonPasswordValidator"},
    {
        "NAME": "accounts.validators.CharacterKindsValidator",
        "OPTIONS": {"kinds": env.int("PASSWORD_KINDS", default=3)},
    },
    {
        "NAME": "accounts.validators.NotReusedValidator",
        "OPTIONS": {"last": env.int("PASSWORD_HISTORY", default=3)},
    },
]
# GB/T 22239-2019 8.1.4 as evaluators practise it: 90 days, 30 minutes idle, 5 failures.
PASSWORD_EXPIRY_DAYS = env.int("PASSWORD_EXPIRY_DAYS", default=90)
IDLE_TIMEOUT_MINUTES = env.int("IDLE_TIMEOUT_MINUTES", default=30)
AXES_FAILURE_LIMIT = env.int("LOGIN_FAILURE_LIMIT", default=5)
AXES_COOLOFF_TIME = env.int("LOGIN_LOCK_MINUTES", default=30) / 60
# against one password tried on many names: failures of one address, 0 for no limit
LOGIN_ADDRESS_LIMIT = env.int("LOGIN_ADDRESS_LIMIT", default=50)
LOGIN_ADDRESS_MINUTES = env.int("LOGIN_ADDRESS_MINUTES", default=10)
# By name alone: an office shares one address, so locking addresses would lock out colleagues,
# and a name from many addresses is still one account. Hence axes.W006 is no fault here.
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "accounts.services.access.client_address"
AXES_USERNAME_CALLABLE = "accounts.services.lockout.counted_name"
AXES_DISABLE_ACCESS_LOG = True  # AccessEvent is the log
# W005, W021: HSTS for subdomains and preloading are the operator's to switch on
SILENCED_SYSTEM_CHECKS = ["axes.W006", "security.W005", "security.W021"]
CSRF_FAILURE_VIEW = "accounts.views.session.csrf_failed"
REQUIRE_SECOND_FACTOR_ROLES = env.list("REQUIRE_SECOND_FACTOR_ROLES", default=[])
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "accounts.views.session.locked_out"
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "老旧小区改造调度"
OTP_ADMIN_HIDE_SENSITIVE_DATA = True
AUDIT_RETENTION_DAYS = env.int(
    "AUDIT_RETENTION_DAYS", default=400
)  # 网络安全法 §21: at least 6 months
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True  # no reason is cut to 100 characters

# --- Business -------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
PORTAL_NAME = env.str("PORTAL_NAME", default="城镇老旧小区改造调度平台")
PORTAL_URL = env.str("PORTAL_URL", default="")  # printed in messages that leave the portal
# apprise's address of the mail server that sends notices, e.g. mailtos://user:password@host?from=…
NOTICE_MAIL_URL = env.str("NOTICE_MAIL_URL", default="")
# messages leave the portal between these hours
NOTICE_HOURS = (env.int("NOTICE_FROM_HOUR", default=8), env.int("NOTICE_TO_HOUR", default=20))
PORTAL_DATE: date | None = (
    date.fromisoformat(env.str("PORTAL_DATE")) if env.str("PORTAL_DATE", default="") else None
)
WEEKLY_RULES = parse_rules(env.str("WEEKLY_RULES", default=""))
WALL_DUE_DAYS = env.int("WALL_DUE_DAYS", default=30)
EVIDENCE_REQUIRED = parse_evidence(env.str("EVIDENCE_REQUIRED", default=""))
MONTHLY_BUILD_DAY = env.int("MONTHLY_BUILD_DAY", default=1)  # day of the next month
REPORT_CATCH_UP_WEEKS = env.int("REPORT_CATCH_UP_WEEKS", default=8)
SCREEN_SECONDS = env.int("SCREEN_SECONDS", default=60)  # how often the big screen asks anew
SMALL_DENOMINATOR = env.int("SMALL_DENOMINATOR", default=5)
FASTER_SLOWER_COUNT = env.int("FASTER_SLOWER_COUNT", default=3)
# 约谈前后进度对照: weeks on each side, projects in each group, percentage points of likeness
TALK_EFFECT_LEAST_WEEKS = env.int("TALK_EFFECT_LEAST_WEEKS", default=4)
TALK_EFFECT_MOST_WEEKS = env.int("TALK_EFFECT_MOST_WEEKS", default=8)
TALK_EFFECT_LEAST_PROJECTS = env.int("TALK_EFFECT_LEAST_PROJECTS", default=5)
TALK_EFFECT_BAND = env.int("TALK_EFFECT_BAND", default=10)
# 每周一调度; other places meet daily (1,2,3,4,5) or twice a week (1,4): ISO weekdays, and the hour
MEETING_DAYS = env.list("MEETING_DAYS", cast=int, default=[1])
MEETING_HOUR = env.int("MEETING_HOUR", default=9)
# 申请拨付后多少天未支付上会: no published source, an office's own
STUCK_PAYMENT_DAYS = env.int("STUCK_PAYMENT_DAYS", default=30)
# how money that no class of works is bound to is told apart by class: priority or cost
MONEY_BY_CLASS = env.str("MONEY_BY_CLASS", default="priority")
if MONEY_BY_CLASS not in ("priority", "cost"):
    raise ImproperlyConfigured("MONEY_BY_CLASS is priority or cost.")
PORTAL_FONTS_DIR = Path(env.str("PORTAL_FONTS_DIR", default=str(BASE_DIR / "fonts")))
PUBLIC_LEAST_SECONDS = 3  # nobody fills the resident's form in faster
PUBLIC_PAGES = env.bool("PUBLIC_PAGES", default=True)
PUBLIC_REPORTS_PER_ADDRESS = env.int("PUBLIC_REPORTS_PER_ADDRESS", default=20)  # per hour
PUBLIC_REPORTS_PER_PROJECT = env.int("PUBLIC_REPORTS_PER_PROJECT", default=60)
PUBLIC_FILES_PER_ADDRESS = env.int("PUBLIC_FILES_PER_ADDRESS", default=60)  # per hour
PUBLIC_QUESTION_AFTER = env.int("PUBLIC_QUESTION_AFTER", default=3)
PAPER_ANSWERS_PER_ADDRESS = env.int("PAPER_ANSWERS_PER_ADDRESS", default=60)  # per hour
PAPER_MISSES_PER_ADDRESS = env.int("PAPER_MISSES_PER_ADDRESS", default=30)  # per hour
PUBLIC_CACHE_SECONDS = env.int("PUBLIC_CACHE_SECONDS", default=300)
# 信访工作条例 §35, §36: days to ask for 复查 and 复核, and to answer either
PETITION_ASK_DAYS = env.int("PETITION_ASK_DAYS", default=30)
PETITION_ANSWER_DAYS = env.int("PETITION_ANSWER_DAYS", default=30)
COMPLAINT_REOPEN_DAYS = env.int("COMPLAINT_REOPEN_DAYS", default=30)
UPLOAD_LIMIT_MB = env.int("UPLOAD_LIMIT_MB", default=20)
PHOTO_LIMIT_MB = env.int("PHOTO_LIMIT_MB", default=12)
WORKBOOK_MAX_BYTES = UPLOAD_LIMIT_MB * 1024 * 1024
LEDGER_RETENTION_DAYS = env.int("LEDGER_RETENTION_DAYS", default=1096)  # 3 years; 0: for good
# Days that a rectification notice gives, where whoever drafts it says nothing else; local practice.
RECTIFICATION_DAYS = 7
# What the responsibility board on site names for residents to call: never a person's telephone.
QUALITY_HOTLINE = "12345"
# 工作专班：滞后达到这些天（不含停工）的项目须有专班进驻；银川2025以滞后3个月为重点督办
TASK_FORCE_LAG_DAYS = env.int("TASK_FORCE_LAG_DAYS", default=90)
# 赶工倒算：每周须完成量不超过最好四周均值的1倍为现实，超过1.5倍为不可能（办公室约定）
CATCH_UP_REALISTIC = Decimal(env.str("CATCH_UP_REALISTIC", default="1"))
CATCH_UP_IMPOSSIBLE = Decimal(env.str("CATCH_UP_IMPOSSIBLE", default="1.5"))

# --- API ------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.AccountTokenAuthentication",  # first, so that 401 names it
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["core.rest.ScopedModelPermissions"],
    "DEFAULT_PAGINATION_CLASS": "core.rest.PageNumbers",
    "PAGE_SIZE": 50,
    "DEFAULT_FILTER_BACKENDS": ["core.rest.ListFilters", "core.rest.Ordering"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.rest.Json"],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_THROTTLE_CLASSES": ["core.rest.UserThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": env.str("API_RATE", default="600/min")},
    "EXCEPTION_HANDLER": "core.api.exception_handler",
    "NUM_PROXIES": PROXY_COUNT,
}
API_TOKEN_DAYS = env.int("API_TOKEN_DAYS", default=180)  # 0: tokens do not expire
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "fontTools": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
    },
}
