"""Somebody's own plans: goals, the plan for a flare-up and whom they let read it, notes for an appointment."""

from collections.abc import Callable, Iterable

from followon.people.models import User
from followon.people.personal_data import Holding, Row
from groups.models import AppointmentNotes, FlareUpPlan, FlareUpShare, Goal, GoalsSwitch


def _goals(person: User) -> Iterable[Row]:
    for goal in Goal.objects.of(person):
        yield {
            "What": goal.what,
            "First step": goal.first_step,
            "How often": goal.get_how_often_display(),
            "Last done": goal.last_done_on,
            "Put away": goal.put_away_at,
        }


def _plan(person: User) -> Iterable[Row]:
    for plan in FlareUpPlan.objects.of(person):
        yield {
            "How I notice it coming": plan.signs,
            "The first things I do": plan.pacing,
            "What helps me": plan.helps,
            "Who I tell": plan.people,
            "What I tell them": plan.tell,
            "People I share it with": plan.shares.count(),
        }


def _notes(person: User) -> Iterable[Row]:
    for notes in AppointmentNotes.objects.filter(person=person):
        yield {"Who": notes.who, "When": notes.on_date, **notes.in_words}


def _deleted(model: type[Goal | GoalsSwitch | FlareUpPlan | AppointmentNotes]) -> Callable[[User], int]:
    """Own plans go whole: nothing of them is counted."""

    def delete(person: User) -> int:
        return int(model._default_manager.filter(person=person).delete()[0])

    return delete


HOLDINGS = (
    Holding(
        model="groups.Goal",
        title="Your goals",
        fields=("person", "what", "first_step", "last_done_on"),
        keep="As long as the account",
        export=_goals,
        erase=_deleted(Goal),
    ),
    Holding(
        model="groups.GoalsSwitch",
        title="Whether you want goals",
        fields=("person",),
        keep="As long as the account",
        erase=_deleted(GoalsSwitch),
    ),
    Holding(
        model="groups.FlareUpPlan",
        title="Your flare-up plan",
        fields=("person", "signs", "pacing", "helps", "people", "tell", "friends"),
        keep="As long as the account",
        export=_plan,
        erase=_deleted(FlareUpPlan),
    ),
    Holding(
        model="groups.FlareUpShare",
        title="Who may read your flare-up plan",
        fields=("membership",),
        keep="With the plan",
        erase=lambda person: FlareUpShare.objects.filter(membership__person=person).delete()[0],
    ),
    Holding(
        model="groups.AppointmentNotes",
        title="Your notes for an appointment",
        fields=("person", "who", "on_date", *AppointmentNotes.WORDS),
        keep="As long as the account",
        export=_notes,
        erase=_deleted(AppointmentNotes),
    ),
)
