"""One message: what it said, every try in words, and what somebody can do about it."""

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from followon.audit import recorder
from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.web.access import require
from notifications import logbook, outbox
from notifications.actions import messages
from notifications.forms import AddressForm, ByHandForm
from notifications.models import Message
from notifications.permissions import can_resend_message
from notifications.states import MOVES, Channel, MessageState

NOT_NAMED = "This person has not agreed that the service may contact them. Their group’s organiser can."
SAYS_WHY = "You can't do this with a message of another service, or with a code."


# What to press, and what to say afterwards: a machine sends texts and emails, a person rings and posts.
AGAIN = {
    Channel.CALL: ("Ring them again", "It is on the list of people to ring again."),
    Channel.LETTER: ("Write to them again", "It is on the list of letters to post again."),
}
AGAIN_BY_MACHINE = ("Send it again", "It is on its way again.")


def _again(message: Message) -> tuple[str, str]:
    return AGAIN.get(Channel(message.channel), AGAIN_BY_MACHINE)


def _message(request: SignedInRequest, message_id: int) -> Message:
    return get_object_or_404(Message.objects.visible_to(request.user).select_related("person"), pk=message_id)


def _is_named(request: SignedInRequest, message: Message) -> bool:
    """Whether the reader may know whom it is to; else neither the name, the number nor the words are shown."""
    return message.person_id in logbook.named_to(request.user, [message.person_id])


@require_safe
def team_message(request: SignedInRequest, message_id: int) -> HttpResponse:
    """The message, with who it was to; opening it is written down."""
    message = _message(request, message_id)
    recorder.record_read(by=request.user, about=message.person, what="message")
    state, named = MessageState(message.state), _is_named(request, message)
    line = logbook.lines([message], reader=request.user)[0]
    return render(
        request,
        "notifications/team_message.html",
        {
            "line": line,
            "named": named,
            "message": message,
            "tries": message.tries.order_by("n"),
            "by_hand": ByHandForm() if named and MessageState.DONE_BY_HAND in MOVES[state] else None,
            "can_resend": messages.may_go_again(message) and can_resend_message(request.user, message),
            "again": _again(message)[0],
            "ends": message.address[-3:],
        },
    )


@require_POST
def team_message_resend(request: SignedInRequest, message_id: int) -> HttpResponse:
    """Send it once more."""
    message = _message(request, message_id)
    require(can_resend_message(request.user, message), SAYS_WHY)
    try:
        again = outbox.resend(message, by=request.user)
    except Refused as refusal:
        flash.warning(request, str(refusal))
        return redirect("notifications:team_message", message.pk)
    flash.success(request, _again(again)[1])  # by the way they are reached now
    return redirect("notifications:team_message", again.pk)


@require_POST
def team_message_rung(request: SignedInRequest, message_id: int) -> HttpResponse:
    """Write down what came of ringing or posting."""
    message = _message(request, message_id)
    require(_is_named(request, message), NOT_NAMED)
    form = ByHandForm(request.POST)
    if not form.is_valid():
        flash.warning(request, "Choose what happened.")
        return redirect("notifications:team_message", message.pk)
    try:
        outbox.mark_by_hand(message, outcome=form.cleaned_data["outcome"], by=request.user)
    except Refused as refusal:
        flash.warning(request, str(refusal))
        return redirect("notifications:team_message", message.pk)
    flash.success(request, "Written down.")
    return redirect("notifications:team_messages")


@require_http_methods(["GET", "HEAD", "POST"])
def team_message_fix(request: SignedInRequest, message_id: int) -> HttpResponse:
    """Correct the person's number or email address and send it there."""
    message = _message(request, message_id)
    require(can_resend_message(request.user, message), SAYS_WHY)
    require(_is_named(request, message), NOT_NAMED)
    form = AddressForm(request.POST or None, message=message)
    if form.is_valid():
        try:
            again = messages.put_right(message, address=form.address, by=request.user)
        except Refused as refusal:
            form.add_refusal(refusal, form.keep)
        else:
            outbox.poke()
            flash.success(request, "Corrected, and it is on its way again.")
            return redirect("notifications:team_message", again.pk)
    return render(request, "notifications/team_message_fix.html", {"form": form, "message": message})
