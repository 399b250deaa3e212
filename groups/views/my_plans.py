"""A member: my plans, and goals with a small first step. Nobody but the reader sees any of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from followon.errors import Refused
from followon.people.http import SignedInRequest
from followon.web.once import once
from groups.actions.plans import goals
from groups.forms.plans import GoalForm
from groups.models import AppointmentNotes, FlareUpPlan, FlareUpShare, Goal


def my_plans(request: SignedInRequest) -> HttpResponse:
    on = goals.are_on(request.user)
    mine = list(Goal.objects.of(request.user)) if on else []
    shared = FlareUpShare.objects.readable_by(request.user).select_related("plan__person")
    context = {
        "goals_on": on,
        "goals": [goal for goal in mine if goal.put_away_at is None],
        "put_away": [goal for goal in mine if goal.put_away_at is not None],
        "has_plan": FlareUpPlan.objects.of(request.user).exists(),
        "shared": shared,
        "notes": AppointmentNotes.objects.filter(person=request.user).first(),
    }
    return render(request, "groups/my_plans.html", context)


@once
def my_goals_switch(request: SignedInRequest) -> HttpResponse:
    """Goals are offered, or not any more; what was written stays."""
    if request.method == "POST":
        goals.switch(request.user, on=request.POST.get("on") == "yes")
    return redirect("groups:my_plans")


@once
def my_goal_new(request: SignedInRequest) -> HttpResponse:
    form = GoalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            goal = goals.make(request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, "Written down. Only you can see it.")
            return redirect("groups:my_goal", goal.pk)
    return render(request, "groups/my_goal_new.html", {"form": form})


@once
def my_goal(request: SignedInRequest, goal_id: int) -> HttpResponse:
    """One goal: done today, taken back, put away, taken out again."""
    goal = get_object_or_404(Goal.objects.of(request.user), pk=goal_id)
    if request.method == "POST":
        try:
            _take(request, goal)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        return redirect("groups:my_goal", goal_id)
    context = {"goal": goal, "is_done": goal.is_done_today}
    return render(request, "groups/my_goal.html", context)


def _take(request: SignedInRequest, goal: Goal) -> None:
    match request.POST.get("do"):
        case "did":
            goals.did_today(goal)
        case "not":
            goals.did_today(goal, yes=False)
        case "away":
            goals.put_away(goal)
        case "out":
            goals.take_out(goal)


@once
def my_goal_change(request: SignedInRequest, goal_id: int) -> HttpResponse:
    goal = get_object_or_404(Goal.objects.of(request.user), pk=goal_id)
    first = {name: getattr(goal, name) for name in GoalForm.base_fields}
    form = GoalForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        goals.change(goal, **form.cleaned_data)
        return redirect("groups:my_goal", goal_id)
    return render(request, "groups/my_goal_change.html", {"goal": goal, "form": form})
