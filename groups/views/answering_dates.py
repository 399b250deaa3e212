"""Which dates suit a member, the same by private link, on the site, and written down by whoever rang them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import QueryDict

from followon.audit.actors import Actor
from followon.web.templatetags.dates import MONTHS
from groups.actions import which_suit
from groups.actions.polls import answers
from groups.forms.dates import AnswerDatesForm, BetterForm
from groups.models import Membership, Poll, PollAsked, Suits
from groups.states import MembershipState


def page_of(poll: Poll, membership: Membership, data: QueryDict | None = None) -> dict[str, Any]:
    """What the page shows: the dates and what this member said, or what was decided."""
    options = list(poll.options.annotate(could=_could(), if_have_to=_said(Suits.IF_HAVE_TO)))
    asked = PollAsked.objects.filter(poll=poll, membership=membership).select_related("recorded_by").first()
    said = dict(asked.answers.values_list("option", "suits")) if asked else {}
    scribe = asked.recorded_by.first_name if asked and asked.recorded_by else ""
    better = {"parts": asked.better_parts, "weekdays": list(map(str, asked.better_weekdays))} if asked else {}
    return {
        "poll": poll,
        "group": poll.group,
        "form": AnswerDatesForm(poll, options, said, data) if poll.is_undecided else None,
        "better_form": BetterForm(data if data and "better" in data else None, initial=better),
        "asked": asked,
        "answered": asked is not None and asked.answered_at is not None,
        "scribe": scribe,
        "month": month_of(option.on_date for option in options),
        "booked": poll.booked,
    }


def take(
    poll: Poll, membership: Membership, data: QueryDict, *, how: str, by: Actor
) -> dict[str, Any] | None:
    """Act on what was sent. Gives back the page again when something is missing; raises Refused."""
    page = page_of(poll, membership, data)
    form: AnswerDatesForm | None = page["form"]
    if form is None:
        raise answers.AskingIsOver
    none_suit = "none" in data or "better" in data
    better = page["better_form"].better if "better" in data and page["better_form"].is_valid() else None
    if not form.is_valid():
        return page
    try:
        answers.answer(
            poll, membership=membership, suits=form.suits, how=how, by=by, none_suit=none_suit, better=better
        )
    except which_suit.NothingSaid as refusal:
        form.add_error(None, str(refusal))
        return page
    return None


def month_of(days: Iterable[date]) -> str:
    """ "January " when all the dates are in one month, for "Which January dates suit you?"."""
    months = {day.month for day in days}
    return f"{MONTHS[months.pop() - 1]} " if len(months) == 1 else ""


def _said(*suits: Suits) -> Count:
    there = ~Q(answers__asked__membership__state=MembershipState.LEFT)
    return Count("answers", filter=Q(answers__suits__in=suits) & there)


def _could() -> Count:
    return _said(Suits.YES, Suits.IF_HAVE_TO)
