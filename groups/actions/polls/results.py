"""How the dates of a question stand, from what the members said who are in the group now."""

from groups.actions.polls.suggesting import left_out_running
from groups.models import Poll, PollAnswer, PollAsked, PollOption
from groups.poll_dates import Option, Person, Standing, rank
from groups.states import MembershipState


def standings(poll: Poll) -> list[Standing]:
    """How the dates stand, the best first; those whom recent dates left out count as poll_dates says."""
    asked = PollAsked.objects.filter(poll=poll).exclude(membership__state=MembershipState.LEFT)
    members = list(asked.values_list("membership", flat=True))
    running = left_out_running(poll.group)
    said: dict[int, dict[int, str]] = {}
    answers = PollAnswer.objects.filter(asked__poll=poll, asked__membership__in=members)
    for option, member, suits in answers.values_list("option", "asked__membership", "suits"):
        said.setdefault(option, {})[member] = suits
    options = [Option(option.pk, option.local, said.get(option.pk, {})) for option in poll.options.all()]
    return rank(options, [Person(member, left_out=running.get(member, 0)) for member in members])


def standing_of(option: PollOption) -> Standing:
    """How one of the dates stands."""
    return next(one for one in standings(option.poll) if one.option.key == option.pk)
