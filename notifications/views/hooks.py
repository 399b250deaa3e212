"""Twilio's callbacks: the signature is checked first, and what can't prove where it comes from changes nothing."""

import logging
from collections import defaultdict
from uuid import UUID
from xml.sax.saxutils import escape

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from twilio.request_validator import RequestValidator

from followon import clock
from notifications import outbox
from notifications.delivery import receiving
from notifications.inbox import taking

log = logging.getLogger(__name__)

NO_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response><Message>{}</Message></Response>'


@csrf_exempt
@login_not_required
@require_POST
def twilio_status(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """What became of a text; the attempt is in the address, so any callback proves that Twilio has it."""
    if not _is_from_twilio(request):
        return HttpResponseForbidden()
    told = _told(request)
    receiving.take(
        provider="twilio",
        attempt_id=attempt_id,
        sid=told["MessageSid"][:64],
        status=told["MessageStatus"][:20].lower(),
        code=told["ErrorCode"][:20],
        now=clock.now(),
    )
    outbox.poke()  # a fallback may be due
    return HttpResponse(status=204)


@csrf_exempt
@login_not_required
@require_POST
def twilio_inbound(request: HttpRequest) -> HttpResponse:
    """A text somebody sent us. Answers leave through the outbox, save those to numbers we do not know."""
    if not _is_from_twilio(request):
        return HttpResponseForbidden()
    told = _told(request)
    if not told["MessageSid"] or not told["From"]:
        return HttpResponse(status=400)
    said = taking.receive(
        sid=told["MessageSid"],
        sender=told["From"],
        to=told["To"],
        body=told["Body"],
        opt_out=told["OptOutType"],
    )
    outbox.poke()
    return HttpResponse(ANSWER.format(escape(said)) if said else NO_ANSWER, content_type="text/xml")


def _told(request: HttpRequest) -> defaultdict[str, str]:
    """What was posted, without the NUL that no column of text can hold; empty for what was not."""
    sent = {name: str(value).replace("\x00", "") for name, value in request.POST.items()}
    return defaultdict(str, sent)


def _is_from_twilio(request: HttpRequest) -> bool:
    """Whether the signature fits the address people know us by; never the Host header, which anybody can set.

    Over plain http nothing is from Twilio: it is refused, not sent on to https, so that somebody notices (4.1.2).
    """
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        log.warning("a callback to %s came over plain http", request.path)
        return False
    signature = request.headers.get("X-Twilio-Signature", "")
    if not settings.TWILIO_AUTH_TOKEN or not signature:
        return False
    try:
        validator = RequestValidator(settings.TWILIO_AUTH_TOKEN)
        url = f"{settings.PUBLIC_BASE_URL}{request.get_full_path()}"
        true = bool(validator.validate(url, request.POST, signature)) and _says_all_once(request)
    except (RequestDataTooBig, TooManyFieldsSent, ValueError):
        true = False
    if not true:
        log.warning("a callback to %s had no true signature", request.path)
    return true


def _says_all_once(request: HttpRequest) -> bool:
    """Whether no name was posted twice: Twilio does not, and its signature does not say which of two would count."""
    return all(len(values) == 1 for _, values in request.POST.lists())
