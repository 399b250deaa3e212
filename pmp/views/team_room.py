"""Clinicians and coordinators: answers written down in the room, one person on each screen of a tablet."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.people.models import Consent
from followon.web.access import require
from followon.web.once import once
from pmp import permissions
from pmp.actions import room
from pmp.forms.choices import RoomForm
from pmp.models import BestTimes, Enrolment, Handover
from pmp.views.finding import sent, the_handover

RECORDERS = "Clinicians and coordinators write down what people say in the room."


def _people(handover: Handover) -> list[Enrolment]:
    places = Enrolment.objects.current().filter(cohort=handover.cohort_id)
    return list(places.select_related("person", "choice"))


def _allowed(request: SignedInRequest, pk: int) -> Handover:
    handover = the_handover(request, pk)
    require(permissions.can_record_answers(request.user, handover.cohort), RECORDERS)
    return handover


def _next(people: list[Enrolment], after: int | None = None) -> Enrolment | None:
    """The next person without an answer, going round: whoever was skipped comes again at the end."""
    place = next((number for number, one in enumerate(people) if one.pk == after), -1)
    in_turn = people[place + 1 :] + people[: max(place, 0)]
    return next((one for one in in_turn if one.answer is None), None)


def team_handover_answers(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who has answered and who has not; the tablet goes on where it stopped."""
    handover = _allowed(request, pk)
    people = _people(handover)
    context = {
        "handover": handover,
        "cohort": handover.cohort,
        "people": people,
        "answered": sum(1 for one in people if one.answer),
        "next": _next(people),
    }
    return render(request, "pmp/team_handover_answers.html", context)


@once
def team_handover_answer(request: SignedInRequest, pk: int, place_id: int) -> HttpResponse:
    """Four questions for one person; then the next. Nothing of the one before is on the screen."""
    handover = _allowed(request, pk)
    people = _people(handover)
    place = get_object_or_404(Enrolment, pk=place_id, pk__in=[one.pk for one in people])
    form = RoomForm(sent(request), person=place.person, initial=_told(place))
    if form.is_valid():
        facts = form.cleaned_data
        try:
            room.write_down(
                place,
                wish=facts["wish"],
                purposes=form.purposes(),
                channel=facts["channel"],
                parts=facts["parts"],
                by=request.user,
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            following = _next(_people(handover), after=place.pk)
            return _to(handover, following)
    left = [one for one in people if one.answer is None and one.pk != place.pk]
    context = {
        "handover": handover,
        "cohort": handover.cohort,
        "place": place,
        "person": place.person,
        "form": form,
        "skip_to": _next(people, after=place.pk),
        "left": len(left),
    }
    return render(request, "pmp/team_handover_answer.html", context)


def _to(handover: Handover, following: Enrolment | None) -> HttpResponse:
    if following is None:
        return redirect("pmp:team_handover_answers", handover.pk)
    return redirect("pmp:team_handover_answer", handover.pk, following.pk)


def _told(place: Enrolment) -> dict[str, Any]:
    """What they told before, for somebody whose answer is changed."""
    choice = place.answer
    if choice is None:
        return {}
    scopes = [f"cohort:{place.cohort_id}", f"service:{place.cohort.service_id}"]
    given = Consent.objects.filter(person=place.person, scope__in=scopes).in_force()
    purposes = list(given.values_list("purpose", flat=True))
    times = BestTimes.objects.filter(person=place.person).first()
    return {
        "wish": choice.wish,
        "with_group": purposes,
        "with_service": purposes,
        "parts": times.parts if times else [],
    }
