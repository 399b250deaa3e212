"""My plans: goals, the plan for a flare-up, notes for an appointment. Whoever one is, nobody else's can be read."""

from datetime import date, timedelta

import pytest

from followon import clock
from followon.audit.models import Event as Happened
from followon.people import personal_data
from followon.people.models import Method
from groups.actions import lifecycle, members
from groups.actions.plans import appointments, flare_up, goals
from groups.models import AppointmentNotes, FlareUpPlan, FlareUpShare, Goal, GoalsSwitch, Group
from groups.sharing import PURPOSES
from tests.groups.pages.conftest import place_of

GOAL = {"what": "Walk to the park", "first_step": "To the gate and back", "how_often": "FEW"}
SECRET = "Zebra stripes at noon"  # words that stand nowhere else


@pytest.fixture
def goal(stage):
    return goals.make(stage.khadija, **GOAL)


@pytest.fixture
def plan(stage):
    for who in (stage.khadija, stage.ellis, stage.gwen):
        members.share(place_of(who, stage.steppers), purposes=set(PURPOSES), method=Method.SCREEN, by=who)
    flare_up.write(stage.khadija, part="signs", lines=["I sleep badly", SECRET])
    return flare_up.write(
        stage.khadija, part="people", lines=["My sister"], friends=[place_of(stage.ellis, stage.steppers).pk]
    )


def share_with(stage, *people):
    flare_up.share(stage.khadija, with_=[place_of(who, stage.steppers).pk for who in people])


# Goals ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_goal_from_first_words_to_putting_it_away(stage, as_):
    client = as_(stage.khadija)
    assert "You do not need a goal to belong here." in client.get("/plans/").content.decode()

    page = client.post("/plans/goals/new/", GOAL, follow=True).content.decode()
    made = Goal.objects.get()
    here = f"/plans/goals/{made.pk}/"
    assert "To the gate and back" in page
    assert "I did it today" in page

    assert "You did it today" in client.post(here, {"do": "did"}, follow=True).content.decode()
    assert "You did it today." in client.get("/plans/").content.decode()
    assert "You did it today." in client.get("/home/").content.decode()
    assert "I did it today" in client.post(here, {"do": "not"}, follow=True).content.decode()

    client.post(f"{here}change/", {**GOAL, "first_step": "To the door"})
    assert "To the door" in client.get(here).content.decode()

    client.post(here, {"do": "away"})
    assert "Goals you put away (1)" in client.get("/plans/").content.decode()
    assert "Walk to the park" not in client.get("/home/").content.decode()
    client.post(here, {"do": "out"})
    assert Goal.objects.open().count() == 1


def test_only_the_last_day_is_kept(stage, goal, as_):
    goals.did_today(goal)
    goals.did_today(goal)
    with clock.moved_to(clock.now() + timedelta(days=1)):
        goals.did_today(goal)

        goal.refresh_from_db()
        assert goal.last_done_on == date(2026, 11, 25)
        page = as_(stage.khadija).get("/plans/").content.decode()
    assert Happened.objects.filter(name="groups.goal.done").count() == 2
    for word in ("streak", "score", "days in a row", "2 of", "%"):
        assert word not in page.split("<main")[1].split("</main>")[0]


def test_five_goals_are_enough(stage, as_):
    for number in range(5):
        goals.make(stage.khadija, what=f"Goal {number}", first_step="Begin")

    page = as_(stage.khadija).post("/plans/goals/new/", GOAL).content.decode()

    assert "You have 5 goals. Put one away first" in page
    assert Goal.objects.count() == 5


def test_a_goal_needs_words(stage, as_):
    page = (
        as_(stage.khadija).post("/plans/goals/new/", {**GOAL, "what": "", "first_step": ""}).content.decode()
    )

    assert "Answer the question: What would you like to do?" in page
    assert not Goal.objects.exists()


def test_off_by_default_in_a_group_without_goals(stage, goal, as_):
    Group.objects.filter(pk=stage.steppers.pk).update(purposes=["SOCIAL", "NO_GOALS"])
    client = as_(stage.khadija)
    assert "Goals are off." in client.get("/plans/").content.decode()
    assert "Walk to the park" not in client.get("/plans/").content.decode()
    assert "Walk to the park" not in client.get("/home/").content.decode()

    client.post("/plans/goals/switch/", {"on": "yes"})
    assert "Walk to the park" in client.get("/plans/").content.decode()
    assert goals.are_on(stage.khadija)
    assert not goals.are_on(stage.gwen)  # only Khadija chose

    client.post("/plans/goals/switch/", {"on": "no"})
    assert "Goals are off." in client.get("/plans/").content.decode()
    assert Goal.objects.get() == goal  # what was written stays


@pytest.mark.parametrize(
    ("purposes", "on"), [([], True), (["GOALS"], True), (["NO_GOALS"], False), (["SOCIAL"], True)]
)
def test_goals_follow_the_groups_purpose(stage, purposes, on):
    Group.objects.filter(pk=stage.steppers.pk).update(purposes=purposes)

    assert goals.are_on(stage.khadija) is on
    assert goals.are_on(stage.olive)  # in no group


# The plan for a flare-up ───────────────────────────────────────────────────────────────────────────────────────────


def test_five_lists_by_ticking_only(stage, as_):
    client = as_(stage.khadija)
    assert client.get("/plans/flare-up/now/").url == "/plans/flare-up/"
    next_one = "/plans/flare-up/change/signs/"
    ticks = {
        "signs": "I sleep badly", "pacing": "Do one thing, then rest", "helps": "Fresh air",
        "people": "A friend", "tell": "I may be slow to answer",
    }  # fmt: skip
    for part, idea in ticks.items():
        assert next_one == f"/plans/flare-up/change/{part}/"
        assert f'value="{idea}"' in client.get(next_one).content.decode()
        next_one = client.post(next_one, {"ticked": [idea], "next": "1"}).url

    assert next_one == "/plans/flare-up/"
    for path in ("/plans/flare-up/now/", "/plans/flare-up/card/"):
        page = client.get(path).content.decode()
        assert all(idea in page for idea in ticks.values())


def test_own_words_are_kept_beside_the_ideas(stage, plan, as_):
    client, path = as_(stage.khadija), "/plans/flare-up/change/signs/"
    page = client.get(path).content.decode()
    assert f'value="{SECRET}"' in page

    client.post(path, {"ticked": ["I call things off"], "own1": SECRET, "own2": "I hum"})

    assert FlareUpPlan.objects.get().signs == ["I call things off", SECRET, "I hum"]
    assert client.get("/plans/flare-up/change/diagnosis/").status_code == 404


def test_use_it_now_offers_a_friend_to_text_while_they_share_their_number(stage, plan, as_):
    client = as_(stage.khadija)
    page = client.get("/plans/flare-up/now/").content.decode()
    assert f'href="sms:{stage.ellis.mobile}"' in page
    assert "Pause my messages from the Steady Steppers" in page

    members.share(
        place_of(stage.ellis, stage.steppers), purposes=PURPOSES[:1], method=Method.SCREEN, by=stage.ellis
    )

    assert stage.ellis.mobile not in client.get("/plans/flare-up/now/").content.decode()
    assert "Ellis" in client.get("/plans/flare-up/now/").content.decode()


def test_only_fellow_members_can_be_chosen(stage, plan, as_):
    stranger = place_of(stage.rhys, stage.harbour).pk
    for path, field in (("sharing/", "members"), ("change/people/", "friends")):
        page = as_(stage.khadija).post(f"/plans/flare-up/{path}", {field: [stranger]}).content.decode()
        assert "There is a problem" in page
    with pytest.raises(flare_up.NotInYourGroup):
        flare_up.share(stage.khadija, with_=[stranger])
    with pytest.raises(flare_up.NothingToShare):
        flare_up.share(stage.gwen, with_=[])

    assert not FlareUpShare.objects.exists()


def test_sharing_with_one_and_taking_it_back(stage, plan, as_):
    ellis = place_of(stage.ellis, stage.steppers).pk
    as_(stage.khadija).post("/plans/flare-up/sharing/", {"members": [ellis]})
    path = f"/plans/flare-up/of/{FlareUpShare.objects.get().pk}/"
    assert SECRET in as_(stage.ellis).get(path).content.decode()
    assert "Khadija’s flare-up plan" in as_(stage.ellis).get("/plans/").content.decode()
    assert "My sister" in as_(stage.ellis).get(path).content.decode()

    as_(stage.khadija).post("/plans/flare-up/sharing/", {})

    assert as_(stage.ellis).get(path).status_code == 404
    assert "Khadija" not in as_(stage.ellis).get("/plans/").content.decode()


@pytest.mark.parametrize("leaver", ["khadija", "ellis"])
def test_sharing_ends_when_either_leaves_the_group(stage, plan, as_, leaver):
    share_with(stage, stage.ellis)
    path = f"/plans/flare-up/of/{FlareUpShare.objects.get().pk}/"

    members.leave(place_of(getattr(stage, leaver), stage.steppers), quietly=True, by=getattr(stage, leaver))

    assert as_(stage.ellis).get(path).status_code == 404


def test_nobody_else_can_read_any_of_it_whatever_their_post(stage, plan, goal, as_):
    """Every role, with a share to leak and a group that lets its service see all it can."""
    appointments.write(stage.khadija, matters=SECRET)
    goals.make(stage.khadija, what=SECRET, first_step="x")
    share_with(stage, stage.ellis)
    for scope in ("NAMES", "MEETINGS", "ORGANISER"):
        lifecycle.grant(stage.steppers, scope=scope, until=date(2027, 1, 1), by=stage.gwen)
    share = FlareUpShare.objects.get().pk
    paths = [f"/plans/goals/{goal.pk}/", f"/plans/goals/{goal.pk}/change/", f"/plans/flare-up/of/{share}/"]
    own = [
        "/plans/", "/plans/flare-up/", "/plans/flare-up/now/", "/plans/flare-up/card/", "/plans/appointment/",
        "/plans/appointment/sheet/", "/plans/flare-up/sharing/", "/home/",
    ]  # fmt: skip
    team = ["/team/", "/team/groups/", f"/team/groups/{stage.steppers.code}/", "/team/messages/",
            f"/team/history/group:{stage.steppers.pk}/", f"/team/history/flareupplan:{plan.pk}/",
            f"/team/history/goal:{goal.pk}/", f"/team/history/person:{stage.khadija.pk}/"]  # fmt: skip

    for name in ("gwen", "len", "bill", "rhys", "piran", "maria", "sam", "ife", "nadia", "ruth", "olive"):
        client = as_(getattr(stage, name))
        assert [client.get(path).status_code for path in paths] == [404, 404, 404], name
        for path in [*own, *team]:
            words = client.get(path, follow=True).content.decode()
            assert SECRET not in words, f"{name} at {path}"
            assert "goal" not in words or path not in team, f"{name} at {path}"
    for path in paths[:2]:
        assert as_(stage.ellis).get(path).status_code == 404  # a plan that is shared is a plan, and no goal
    assert SECRET in as_(stage.khadija).get("/plans/").content.decode()


def test_the_audit_trail_holds_no_words(stage, plan, goal):
    appointments.write(stage.khadija, matters=SECRET)
    goals.change(goal, what=SECRET, first_step="x", how_often="DAILY")

    facts = str(list(Happened.objects.values_list("about", "facts")))

    assert "groups.plan.written" in Happened.objects.values_list("name", flat=True)
    assert SECRET not in facts


def test_throwing_the_plan_away(stage, plan, as_):
    share_with(stage, stage.ellis)
    client = as_(stage.khadija)
    assert FlareUpPlan.objects.exists()
    client.get("/plans/flare-up/throw-away/")
    assert FlareUpPlan.objects.exists()

    client.post("/plans/flare-up/throw-away/")

    assert not FlareUpPlan.objects.exists()
    assert not FlareUpShare.objects.exists()


# The appointment ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_sheet_for_an_appointment(stage, as_):
    client = as_(stage.khadija)
    assert client.get("/plans/appointment/sheet/").url == "/plans/appointment/"
    page = client.post(
        "/plans/appointment/",
        {"who": "my doctor", "on_date_day": "3", "on_date_month": "12", "on_date_year": "2026",
         "questions": "Can I swim?\nWho do I ring?"}, follow=True,
    ).content.decode()  # fmt: skip
    assert "My doctor, Thursday 3 December" in page
    assert "What I want to ask" in page
    assert "What I have tried" not in page  # empty boxes are not on the sheet

    client.post("/plans/appointment/throw-away/")
    assert not AppointmentNotes.objects.exists()


# One's own copy, and forgetting ────────────────────────────────────────────────────────────────────────────────────


def test_it_is_in_ones_copy_and_goes_with_the_account(stage, plan, goal):
    appointments.write(stage.khadija, matters=SECRET)
    goals.switch(stage.khadija, on=True)
    share_with(stage, stage.ellis)
    copy = str([one.rows for one in personal_data.copy_for(stage.khadija)])
    assert copy.count(SECRET) == 2
    assert "To the gate and back" in copy
    assert SECRET not in str([one.rows for one in personal_data.copy_for(stage.ellis)])

    for holding in personal_data.holdings():
        if holding.model.split(".")[1] in ("Goal", "GoalsSwitch", "FlareUpPlan", "AppointmentNotes"):
            holding.erase(stage.khadija)

    for model in (Goal, GoalsSwitch, FlareUpPlan, FlareUpShare, AppointmentNotes):
        assert not model.objects.exists(), model


def test_pages_cost_few_questions(stage, plan, goal, as_, django_assert_max_num_queries):
    client = as_(stage.khadija)
    client.get("/plans/")
    with django_assert_max_num_queries(12):
        client.get("/plans/")
    with django_assert_max_num_queries(15):
        client.get("/plans/flare-up/now/")
