"""How we reach you: your channel, a pause, and stopping texts."""

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from followon.people.http import SignedInRequest
from notifications import outbox, recipients
from notifications.actions import contact
from notifications.forms import ContactForm
from notifications.models import Preference


@require_http_methods(["GET", "HEAD", "POST"])
def my_contact(request: SignedInRequest) -> HttpResponse:
    """Choose text, email, phone call or letter."""
    preference = Preference.objects.filter(person=request.user).first()
    form = ContactForm(request.POST or None, person=request.user, preference=preference)
    if form.is_valid():
        contact.choose(request.user, by=request.user, **form.cleaned_data)
        flash.success(request, "Saved. We will reach you this way from now on.")
        return redirect("notifications:my_contact")
    person = request.user
    return render(
        request,
        "notifications/my_contact.html",
        {
            "form": form,
            "preference": preference,
            "closed": recipients.closed_addresses(filter(None, (person.mobile, person.email))).values(),
            "stopped": contact.has_stopped(person),
        },
    )


@require_POST
def my_contact_pause(request: SignedInRequest) -> HttpResponse:
    """Rest from messages until I say."""
    contact.pause(request.user, by=request.user)
    flash.success(request, "Your messages are paused. Your place in the group is safe.")
    return redirect("notifications:my_contact")


@require_POST
def my_contact_back(request: SignedInRequest) -> HttpResponse:
    """Get messages again."""
    contact.come_back(request.user, by=request.user)
    outbox.poke()
    flash.success(request, "Welcome back. You will get messages again.")
    return redirect("notifications:my_contact")


@require_POST
def my_contact_stop(request: SignedInRequest) -> HttpResponse:
    """No more texts to my number."""
    contact.stop_texts(request.user.mobile, by=request.user, how="on screen")
    flash.success(request, "You will get no more texts from us. Your place in the group is safe.")
    return redirect("notifications:my_contact")


@require_POST
def my_contact_start(request: SignedInRequest) -> HttpResponse:
    """Texts to my number again."""
    contact.start_texts(request.user.mobile, by=request.user, how="on screen")
    flash.success(
        request, "You will get our texts again. If none comes, text START to the number they come from."
    )
    return redirect("notifications:my_contact")
