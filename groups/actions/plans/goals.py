"""Goals with a small first step, done today or not, put away when they are not wanted: never counted, never scored."""

from django.db import transaction

from followon import clock
from followon.audit import recorder
from followon.errors import Refused
from followon.people.models import User
from groups.events import Event
from groups.models import Goal, GoalsSwitch, Group, GroupPurpose, HowOften

MOST_OPEN = 5  # five main choices on a screen (ux 2.2); one is plenty


class EnoughGoals(Refused):
    """There are as many as one can look at."""

    def __init__(self) -> None:
        super().__init__(f"You have {MOST_OPEN} goals. Put one away first: you can take it out again.")


def are_on(person: User) -> bool:
    """Whether somebody is offered goals: as they chose; else unless all of their groups say that they set none."""
    chosen = GoalsSwitch.objects.filter(person=person).values_list("on", flat=True).first()
    if chosen is not None:
        return chosen
    purposes = list(Group.objects.visible_to(person).values_list("purposes", flat=True))
    return not purposes or any(GroupPurpose.NO_GOALS not in of_group for of_group in purposes)


@transaction.atomic
def switch(person: User, *, on: bool) -> None:
    """Choose for oneself whether goals are offered. What was written stays."""
    chosen, _ = GoalsSwitch.objects.update_or_create(person=person, defaults={"on": on})
    recorder.record(Event.GOALS_SWITCHED, by=person, about=chosen, on=on)


@transaction.atomic
def make(person: User, *, what: str, first_step: str, how_often: str = HowOften.WHEN_I_CAN) -> Goal:
    """Write down a goal. Raises EnoughGoals."""
    User.objects.select_for_update(no_key=True).get(
        pk=person.pk
    )  # two at once are counted one after the other
    if Goal.objects.of(person).open().count() >= MOST_OPEN:
        raise EnoughGoals
    goal = Goal.objects.create(person=person, what=what, first_step=first_step, how_often=HowOften(how_often))
    recorder.record(Event.GOAL_MADE, by=person, about=goal)
    return goal


@transaction.atomic
def change(goal: Goal, *, what: str, first_step: str, how_often: str) -> Goal:
    """Put a goal in other words, or make its first step smaller."""
    goal = _lock(goal)
    goal.what, goal.first_step, goal.how_often = what, first_step, HowOften(how_often)
    goal.save(update_fields=["what", "first_step", "how_often"])
    recorder.record(Event.GOAL_CHANGED, by=goal.person, about=goal)
    return goal


@transaction.atomic
def did_today(goal: Goal, *, yes: bool = True) -> Goal:
    """ "I did it today", or taken back. Only the last day is kept. The same again changes nothing."""
    goal, today = _lock(goal), clock.today()
    if goal.is_done(today) == yes:
        return goal
    goal.last_done_on = today if yes else None
    goal.save(update_fields=["last_done_on"])
    recorder.record(Event.GOAL_DONE, by=goal.person, about=goal, yes=yes)
    return goal


@transaction.atomic
def put_away(goal: Goal) -> Goal:
    """Put a goal away. Putting one away is no failure, and it can be taken out again."""
    goal = _lock(goal)
    if goal.put_away_at is None:
        goal.put_away_at = clock.now()
        goal.save(update_fields=["put_away_at"])
        recorder.record(Event.GOAL_PUT_AWAY, by=goal.person, about=goal)
    return goal


@transaction.atomic
def take_out(goal: Goal) -> Goal:
    """Take out a goal that was put away. Raises EnoughGoals."""
    goal = _lock(goal)
    if goal.put_away_at is None:
        return goal
    if Goal.objects.of(goal.person).open().count() >= MOST_OPEN:
        raise EnoughGoals
    goal.put_away_at = None
    goal.save(update_fields=["put_away_at"])
    recorder.record(Event.GOAL_TAKEN_OUT, by=goal.person, about=goal)
    return goal


def _lock(goal: Goal) -> Goal:
    rows = Goal.objects.select_for_update(of=("self",), no_key=True).select_related("person")
    return rows.get(pk=goal.pk)
