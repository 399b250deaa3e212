"""The four standing reports: their headings, the study's own table told again, and no small number to be had."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta
from django.db import connection
from django.test.utils import CaptureQueriesContext

from followon import clock
from followon.people.models import User
from groups.demo import __file__ as demo
from groups.insights import measures, reports
from groups.models import Attendance, Group, Membership, QuietSpell
from groups.states import GroupState, MeetingState
from pmp.models import AboutMe, Choice, Enrolment
from tests import cast

ENDED = date(2018, 1, 15)
PURPOSES = {
    "social": "SOCIAL", "goal_setting": "GOALS", "techniques": "TECHNIQUES", "hobbies": "HOBBIES",
    "exercise": "EXERCISE", "outings": "OUTINGS", "no_goal_setting": "NO_GOALS",
}  # fmt: skip


def table_2():
    with (Path(demo).parent / "table2.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def study(stage):
    """Groups A to K as the study found them, and no other group of the service."""
    Group.objects.update(service=stage.tamar)
    for row in table_2():
        as_told(stage, row)
    return stage


def as_told(stage, row):
    """One group of the table: met once with everybody and last with those who were left, each of whom told."""
    men, told, most = int(row["men"]), int(row["men"]) + int(row["women"]), int(row["max_attending"])
    people = User.objects.bulk_create(
        User(first_name=f"{row['group']}{n}", last_name="", password="!") for n in range(most)
    )
    AboutMe.objects.bulk_create(
        AboutMe(person=who, service=stage.severn, gender="MAN" if n < men else "WOMAN")
        for n, who in enumerate(people[:told])
    )
    group = Group.objects.create(
        service=stage.severn, name=f"Group {row['group']}", short_name=row["group"], state=GroupState.MEETING,
        programme_ended_on=ENDED, established_on=ENDED + timedelta(days=24),
        purposes=[PURPOSES[one] for one in row["purposes"].split(";")],
    )  # fmt: skip
    members = Membership.objects.bulk_create(Membership(group=group, person=who) for who in people)
    last = ENDED + relativedelta(months=int(row["months_to_last_contact"]))
    left = int(row["now_attending"] or len(members))
    later = [(last - timedelta(days=back), members[:left]) for back in (2, 1, 0)]
    for on, came in [(ENDED + timedelta(days=24), members), *later]:
        meeting = cast.meeting(group, on=on, where=stage.cafe)
        type(meeting).objects.filter(pk=meeting.pk).update(state=MeetingState.HELD, came=len(came))
        Attendance.objects.bulk_create(Attendance(meeting=meeting, membership=one, came=True) for one in came)


def report(stage, slug):
    return next(one for one in reports.reports(stage.severn) if one.slug == slug)


def part(found, title):
    return next(one for one in found.parts if one.title == title)


def test_the_four_headings_are_those_of_the_study(stage):
    assert [one.heading for one in reports.reports(stage.severn)] == [
        "Which groups form or fold", "Who is involved or not", "How experienced", "What impacts",
    ]  # fmt: skip


# Table 2 of the study ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_study_told_again_gives_its_durations(study):
    durations = part(report(study, "form-or-fold"), "How long groups last")

    assert durations.rows == (
        ("Months after the programme", "11 groups, from 6 to 80 months. Half lasted longer than 13."),
    )


def test_the_study_told_again_gives_its_rows(study):
    groups = measures.IN_ORDER["name"](study.severn)
    lines = {line.group.short_name: line for line in measures.lines(groups)}

    assert list(lines) == [row["group"] for row in table_2()]
    for row in table_2():
        line = lines[row["group"]]
        reduced = bool(row["now_attending"])  # the study tells the gender of those who were left
        men = sum(line.genders.get(word, 0) for word in ("man", "men"))
        women = sum(line.genders.get(word, 0) for word in ("woman", "women"))
        assert line.most == int(row["max_attending"]), row
        assert (men, women) == ((0, 0) if reduced else (int(row["men"]), int(row["women"]))), row
        assert line.now == int(row["now_attending"] or row["max_attending"]), row
        assert line.months == int(row["months_to_last_contact"]), row
        assert len(line.purposes) == len(row["purposes"].split(";")), row


def test_the_study_told_again_gives_its_purposes_and_forming(study):
    rows = dict(part(report(study, "experience"), "What groups are for").rows)
    assert int(rows["Social"]) == sum("social" in row["purposes"].split(";") for row in table_2())
    assert rows["No goal setting"] == "2"

    formed = dict(part(report(study, "form-or-fold"), "Groups that formed").rows)
    assert formed == {"3 people met in person after the programme": "11", "Not so far": "0"}


def test_the_study_told_again_gives_its_survival(study):
    marks = dict(part(report(study, "form-or-fold"), "Groups that still met").rows)

    months = [int(row["months_to_last_contact"]) for row in table_2()]
    assert marks["4 months on"].startswith("11 of 11 still met")
    assert marks["24 months on"].startswith(f"{sum(m >= 24 - 3 for m in months)} of 11 still met")


# A good ending is no loss ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("because", "now", "then"),
    [
        ("friends", "Ended well", "0 of 1 still met; 1 had ended well"),
        ("moved-on", "Ended well", "0 of 1 still met; 1 had ended well"),
        ("too-few", "Ended", "0 of 1 still met; 1 had ended"),
    ],
)
def test_staying_friends_is_a_good_ending_in_every_figure(study, because, now, then):
    Group.objects.exclude(short_name="K").delete()
    Group.objects.update(
        state=GroupState.CLOSED, closed_because=because,
        closed_at=clock.at_local(clock.to_local(clock.now(), "UTC").replace(year=2018, month=9), "UTC"),
    )  # fmt: skip
    found = report(study, "form-or-fold")

    assert dict(part(found, "Groups now").rows) == {now: "1"}
    assert dict(part(found, "Groups that still met").rows)["24 months on"] == then


def test_why_groups_were_quiet(study):
    group = Group.objects.get(short_name="A")
    QuietSpell.objects.create(group=group, since=ENDED, reasons=["TIMES", "ILLNESS"])

    rows = part(report(study, "form-or-fold"), "Why groups were quiet, as they say").rows
    assert sorted(rows) == [
        ("The days, the times or getting there", "1"), ("Too many of us are not well enough", "1"),
    ]  # fmt: skip


# Small numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def finished(stage):
    """Larkfield has ended; its nine people and as many more are on it as a test asks for."""
    stage.larkfield.ends_on = clock.today() - timedelta(days=1)
    stage.larkfield.save()
    Enrolment.objects.all().delete()
    return stage


def on_programme(stage, number, *, wish=None, joined=False, gender="", tag=""):
    for n in range(number):
        who = cast.person(f"{tag}{wish}{joined}{gender}{n}", email="", mobile="")
        place = Enrolment.objects.create(cohort=stage.larkfield, person=who)
        if wish:
            Choice.objects.create(enrolment=place, wish=wish, method="ROOM")
        if joined:
            Membership.objects.create(group=stage.steppers, person=who)
        if gender:
            AboutMe.objects.create(person=who, service=stage.severn, gender=gender)


def test_answers_are_shown_when_none_of_them_is_small(finished):
    on_programme(finished, 6, wish="YES")
    on_programme(finished, 5, wish="NOT_FOR_ME")

    answered = part(report(finished, "who"), "What people answered about a group")
    assert answered.rows == (
        ("Yes", "6"), ("Thinking about it", "0"), ("Not for me", "5"), ("Not asked, or no answer", "0"),
    )  # fmt: skip


def test_one_small_number_hides_them_all_for_it_could_be_worked_out(finished):
    on_programme(finished, 6, wish="YES")
    on_programme(finished, 4, wish="NOT_FOR_ME")

    answered = part(report(finished, "who"), "What people answered about a group")
    assert (answered.rows, answered.note) == ((), reports.HIDDEN)


def test_who_did_not_tell_is_counted_too_or_they_could_be_worked_out(finished):
    on_programme(finished, 6, joined=True, gender="WOMAN")
    on_programme(finished, 3, joined=True)
    assert part(report(finished, "who"), "In a group: gender").note == reports.HIDDEN

    on_programme(finished, 2, joined=True, tag="more")
    assert part(report(finished, "who"), "In a group: gender").rows == (("Woman", "6"), ("Not told", "5"))


def test_another_service_counts_for_nothing(finished):
    on_programme(finished, 6, wish="YES")

    assert all(
        one.note == reports.NOTHING_YET or one.note == reports.HIDDEN or "No" in str(one.rows)
        for one in next(r for r in reports.reports(finished.tamar) if r.slug == "who").parts
    )


# The pages ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def as_():
    from tests.groups.pages.conftest import signed_in  # noqa: PLC0415 - a helper of the pages' tests

    return signed_in


def test_the_page_has_all_four_and_the_files_are_harmless(study, as_):
    page = as_(study.nadia).get("/team/insights/reports/").content.decode()
    for heading in ("Which groups form or fold", "Who is involved or not", "How experienced", "What impacts"):
        assert f">{heading}</h2>" in page

    for slug in ("form-or-fold", "who", "experience", "impact"):
        answer = as_(study.nadia).get(f"/team/insights/reports/{slug}.csv")
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert rows[0] == ["Report", "Part", "What", "Figure"]
        assert len(rows) > 1
        assert [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@")] == []


def test_reports_are_for_clinicians_and_coordinators_of_the_service(study, as_):
    for path in ("/team/insights/reports/", "/team/insights/reports/who.csv"):
        assert as_(study.sam).get(path).status_code == 200
        assert as_(study.ruth).get(path).status_code == 403
        assert as_(study.gwen).get(path).status_code == 404
        assert "11 groups" not in as_(study.olive).get(path).content.decode()
    assert as_(study.nadia).get("/team/insights/reports/nonsense.csv").status_code == 404


def test_reports_cost_the_same_however_much_there_is(finished):
    costs = []
    for number in range(4):
        on_programme(finished, 2, wish="YES", joined=True, gender="MAN", tag=str(number))
        group = cast.group(finished.severn, f"Group {number}", f"G {number}", [finished.gwen])
        cast.meeting(group, on=date(2026, 11, 3 + number))
        with CaptureQueriesContext(connection) as asked:
            reports.reports(finished.severn)
        costs.append(len(asked))

    assert costs == costs[:1] * 4
    assert costs[0] <= 20
