"""A member: what I want to say and ask at an appointment, on one sheet to print."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from followon.people.http import SignedInRequest
from followon.web.once import once
from groups.actions.plans import appointments
from groups.forms.plans import AppointmentForm
from groups.models import AppointmentNotes


@once
def my_appointment(request: SignedInRequest) -> HttpResponse:
    notes = AppointmentNotes.objects.filter(person=request.user).first()
    form = AppointmentForm(request.POST or None, notes=notes)
    if request.method == "POST" and form.is_valid():
        appointments.write(request.user, **form.cleaned_data)
        return redirect("groups:my_appointment_sheet")
    return render(request, "groups/my_appointment.html", {"form": form, "notes": notes})


def my_appointment_sheet(request: SignedInRequest) -> HttpResponse:
    notes = AppointmentNotes.objects.filter(person=request.user).first()
    if notes is None:
        return redirect("groups:my_appointment")
    context = {
        "notes": notes,
        "lines": [(heading, words) for heading, words in notes.in_words.items() if words],
    }
    return render(request, "groups/my_appointment_sheet.html", context)


@once
def my_appointment_throw_away(request: SignedInRequest) -> HttpResponse:
    if request.method == "POST":
        appointments.throw_away(request.user)
        messages.success(request, "Your notes are gone.")
    return redirect("groups:my_plans")
