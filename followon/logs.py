"""How everything logs, and the filter that takes phone numbers, email addresses and private links out of every record.

The web server, the worker, the clock and the commands all take `CONFIG`; names are never logged in the first place.
"""

import logging.config
import re
import time
from typing import Any

_PHONE = re.compile(r"(?<![\w-])(?!\d{4}-\d\d-\d\d)\+?\d[\d ()-]{8,}\d(?![\w-])")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_LINK = re.compile(
    r"(?<=/)(cal|[a-z])/[A-Za-z0-9_-]{8,}"
)  # whoever has such an address may answer for somebody
# What PostgreSQL adds to a refusal: whole rows, with names in them.
_ROW = re.compile(r"(?:DETAIL|CONTEXT):.*?(?=\n\n|\nTraceback|\nDuring handling|\nThe above|\Z)", re.DOTALL)


def redact(text: str) -> str:
    """The text with numbers, addresses, private links and rows of tables replaced by what they were."""
    text = _LINK.sub(r"\1/[link]", _ROW.sub("[row]", text))
    return _PHONE.sub("[number]", _EMAIL.sub("[email]", text))


def _one_line(text: str) -> str:
    """What somebody sent cannot begin a line of its own and pass for one of ours (16.4.1)."""
    return text.replace("\r", "\\r").replace("\n", "\\n")


class InUTC(logging.Formatter):
    """Times that can be put beside those of other machines, whatever the zone of this one (16.2.2)."""

    converter = staticmethod(time.gmtime)
    default_msec_format = "%s.%03dZ"


class NoPersonalData(logging.Filter):
    """Rewrites each record's finished message and its traceback; never drops one (ASVS 5.0, 16.2.5)."""

    _plain = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _one_line(redact(record.getMessage())), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = self._plain.formatException(record.exc_info)
        record.exc_text = redact(record.exc_text) if record.exc_text else None
        record.stack_info = redact(record.stack_info) if record.stack_info else None
        return True


class RefusedInOneLine(logging.Filter):
    """A request we refused is one line: where in the code it was refused helps nobody, and buries real faults."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:  # Django's own field of what it logs about requests
            record.exc_info = record.exc_text = None
        return True


CONFIG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "refused_in_one_line": {"()": "followon.logs.RefusedInOneLine"},
        "no_personal_data": {"()": "followon.logs.NoPersonalData"},
    },
    "formatters": {
        "plain": {
            "class": "followon.logs.InUTC",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["refused_in_one_line", "no_personal_data"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "twilio.http_client": {"level": "WARNING"},
        "django.server": {"handlers": ["console"], "propagate": False},
        # Gunicorn brings a handler of its own, which knows nothing of the filter.
        "gunicorn.error": {"handlers": ["console"], "propagate": False, "level": "INFO"},
    },
}


def instead_of_theirs(**kwargs: object) -> None:
    """For Celery's signal: it would put handlers of its own in place of ours, and with them lose the filter."""
    logging.config.dictConfig(CONFIG)
