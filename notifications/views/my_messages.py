"""Messages we sent you: everything, newest first, with what became of it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from followon.people.http import SignedInRequest
from notifications import logbook
from notifications.models import Message
from notifications.states import MessageState
from notifications.views.paging import page_of

HIDDEN = (MessageState.CANCELLED, MessageState.SUPERSEDED)


@require_safe
def my_messages(request: SignedInRequest) -> HttpResponse:
    """What we sent this person or will send, by every channel."""
    rows = Message.objects.sent_to(request.user).exclude(state__in=HIDDEN)
    page = page_of(request, rows, size=20)
    told = [(message, logbook.label(message), logbook.own_words(message)) for message in page.rows]
    return render(request, "notifications/my_messages.html", {"page": page, "told": told})
