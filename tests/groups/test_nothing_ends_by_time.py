"""F22: a membership ends by the person's own word. No task ends one, and nothing deletes one."""

import ast
from datetime import timedelta
from pathlib import Path

from followon import clock
from groups import tasks
from groups.models import Membership

ROOT = Path(__file__).parents[2]
BY_THEIR_WORD = {
    "groups/views/my_membership.py", "groups/actions/between/joining.py", "groups/actions/between/regrouping.py",
    "groups/personal/belonging.py", "pmp/actions/enrolments.py",
}  # fmt: skip


def calls(path):
    """Every call in a module, as it is written: "members.leave"."""
    tree = ast.parse(path.read_text())
    return {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


def modules():
    for app in ("followon", "notifications", "pmp", "groups"):
        yield from (path for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts)


def test_only_where_somebody_says_so_does_a_membership_end():
    ending = {str(path.relative_to(ROOT)) for path in modules() if "members.leave" in calls(path)}

    assert ending <= BY_THEIR_WORD | {
        "groups/demo/" + name for name in ("table2.py", "telling.py", "steppers.py")
    }
    assert "groups/views/my_membership.py" in ending  # the search finds what it looks for


def test_nothing_deletes_memberships():
    deleting = [str(path) for path in modules() if "Membership.objects.all().delete" in calls(path)]
    filtered = [
        str(path)
        for path in modules()
        if any(call.startswith("Membership.objects") and call.endswith(".delete") for call in calls(path))
    ]

    assert deleting + filtered == []


def test_every_task_years_later_ends_nobodys_membership(stage):
    before = list(Membership.objects.order_by("pk").values_list("pk", "left_at"))

    with clock.moved_to(clock.now() + timedelta(days=3 * 365)):
        for task in (tasks.plan_reminders, tasks.ask_who_came, tasks.welcome_back, tasks.ask_rested_groups):
            task()
        tasks.open_seasons()
        tasks.walk_timeline()

    assert list(Membership.objects.order_by("pk").values_list("pk", "left_at")) == before
