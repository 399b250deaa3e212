"""Table 2 kept up to date, its file, and why people do not join: small numbers stay hidden."""

import csv
import io
from datetime import date, timedelta

import pytest

from followon import clock
from groups.actions import lifecycle, meetings
from groups.insights import disclosure
from groups.insights.words import every, months_between
from groups.models import Group, Membership
from pmp.models import AboutMe, PrivateReason
from tests import cast
from tests.groups.pages.conftest import place_of

COMPARE, FILE, WHY_NOT = "/team/insights/groups/", "/team/insights/groups.csv", "/team/insights/why-not/"


@pytest.fixture
def steppers(stage):
    """Steady Steppers met five times, every two weeks, in a café; eight came at first, three now."""
    group = stage.steppers
    Group.objects.filter(pk=group.pk).update(
        cohort=stage.larkfield,
        programme_ended_on=date(2026, 3, 1),
        purposes=["SOCIAL", "NO_GOALS"],
        channels=["WHATSAPP"],
    )
    more = [cast.person(f"Member{n}") for n in range(3)]
    for who in more:
        Membership.objects.create(group=group, person=who)
    everybody = [stage.gwen, stage.ellis, stage.len, stage.khadija, stage.bill, *more]
    for number, people in enumerate(
        [everybody, everybody, everybody[:5], everybody[:3], everybody[:3], everybody[:3]]
    ):
        meeting = cast.meeting(group, on=date(2026, 8, 4) + timedelta(weeks=2 * number), where=stage.cafe)
        with clock.moved_to(meeting.ends_at):
            meetings.report(meeting, came={place_of(one, group).pk: True for one in people}, by=stage.gwen)
    return everybody


def tell(stage, people, gender, age):
    for who in people:
        AboutMe.objects.update_or_create(
            person=who, defaults={"service": stage.severn, "gender": gender, "age_band": age}
        )


def rows(client):
    text = client.get(FILE).content.decode("utf-8-sig")
    return {row["Group"]: row for row in csv.DictReader(io.StringIO(text))}


def test_table_2_for_one_group(stage, steppers, as_):
    tell(stage, steppers[:5], "WOMAN", "40s")
    tell(stage, steppers[5:], "MAN", "70s")

    page = as_(stage.nadia).get(COMPARE).content.decode()

    for words in (
        "8, now 3",
        "Every 2 weeks, café",
        "40s to 70s",
        "Text, phone, WhatsApp",
        "7 months",
        "Social. No goal setting.",
    ):
        assert words in page, words


def test_men_and_women_only_when_everybody_who_was_there_has_told(stage, as_):
    for when, people in ((date(2026, 11, 3), [stage.gwen, stage.ellis, stage.khadija]),):
        meeting = cast.meeting(stage.steppers, on=when)
        meetings.report(
            meeting, came={place_of(one, stage.steppers).pk: True for one in people}, by=stage.gwen
        )
    tell(stage, [stage.gwen, stage.khadija], "WOMAN", "")
    assert "women" not in as_(stage.nadia).get(COMPARE).content.decode()

    tell(stage, [stage.ellis], "MAN", "")
    assert "3 (1 man, 2 women)" in as_(stage.nadia).get(COMPARE).content.decode()


def test_the_file_hides_small_numbers_and_names(stage, steppers, as_):
    tell(stage, steppers[:7], "WOMAN", "40s")
    tell(stage, steppers[7:], "MAN", "70s")

    found = rows(as_(stage.nadia))

    assert list(found) == ["A", "B"]
    row = next(row for row in found.values() if row["Most people at once"] == "8")
    assert (row["Men"], row["Women"]) == ("", "")  # one man would follow from seven women of eight
    assert row["People now"] == "fewer than 5"
    assert "Steady" not in as_(stage.nadia).get(FILE).content.decode()


def test_the_file_has_nothing_a_spreadsheet_takes_for_a_formula():
    cells = ["=1+1", "+44", "-1", "@SUM(A1)", "\tx", " =x", "Every 2 weeks", 7]

    assert disclosure.safe_row(cells) == [
        "'=1+1",
        "'+44",
        "'-1",
        "'@SUM(A1)",
        "'\tx",
        "' =x",
        "Every 2 weeks",
        "7",
    ]


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ({"men": 5, "women": 6}, {"men": "5", "women": "6"}),
        ({"men": 1, "women": 8}, None),
        ({"women": 6}, {"women": "6"}),
        ({}, {}),
    ],
)
def test_parts_that_give_each_other_away_are_hidden_together(parts, shown):
    assert disclosure.parts_of_a_whole(parts) == shown


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (7, "every week"), (14, "every 2 weeks"), (30.5, "every month"), (49, "every 6 to 8 weeks"),
        (76, "every 2 to 3 months"), (180, "less often than every 4 months"),
    ],
)  # fmt: skip
def test_rhythms_in_the_words_of_the_paper(days, words):
    assert every(days) == words


def test_months_as_the_paper_counts_them():
    assert months_between(date(2012, 1, 1), date(2018, 9, 1)) == 80
    assert months_between(date(2026, 3, 1), date(2026, 2, 1)) == 0


def test_groups_that_ended_are_still_compared(stage, steppers, as_):
    lifecycle.close(stage.steppers, because="friends", by=stage.gwen)

    assert "Steady Steppers" in as_(stage.nadia).get(COMPARE).content.decode()


@pytest.mark.parametrize("sort", ["name", "began", "state", "nonsense"])
def test_order_can_be_chosen_and_stays_in_the_address(stage, as_, sort):
    assert as_(stage.nadia).get(f"{COMPARE}?sort={sort}").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_table_costs_the_same_however_many_groups(stage, steppers, as_, count, django_assert_num_queries):
    for number in range(count):
        other = Group.objects.create(service=stage.severn, name=f"Group {number}", short_name=f"G {number}")
        place = Membership.objects.create(group=other, person=stage.gwen)
        meeting = cast.meeting(other, on=date(2026, 11, 3 + number))
        meetings.report(meeting, came={place.pk: True}, by=stage.gwen)
    client = as_(stage.nadia)
    client.get(COMPARE)

    with django_assert_num_queries(7):
        client.get(COMPARE)


# Why people do not join ────────────────────────────────────────────────────────────────────────────────────────────


def reasons(stage, reason, count):
    for _ in range(count):
        PrivateReason.objects.create(person=cast.person("P", email=""), cohort=stage.larkfield, reason=reason)


def test_a_reason_is_shown_once_five_people_gave_it(stage, as_):
    reasons(stage, "LOGISTICS", 5)
    reasons(stage, "DYNAMICS", 4)

    page = as_(stage.nadia).get(WHY_NOT).content.decode()

    assert "Days, times or getting there" in page
    assert "5 people" in page
    assert "did not feel right" not in page
    assert "Other reasons were given by fewer than 5 people each." in page


def test_with_fewer_than_five_nothing_is_said(stage, as_):
    reasons(stage, "DYNAMICS", 4)

    page = as_(stage.nadia).get(WHY_NOT).content.decode()

    assert "No reason has been given by 5 people or more in 2026." in page
    assert "Other reasons" not in page


@pytest.mark.parametrize("year", ["2025", "nonsense", "99999999999", "-1"])
def test_another_year_or_nonsense(stage, as_, year):
    reasons(stage, "LOGISTICS", 5)

    assert as_(stage.nadia).get(f"{WHY_NOT}?year={year}").status_code == 200


# Who may ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", [COMPARE, FILE, WHY_NOT, "/team/insights/how-we-count/"])
def test_figures_are_for_clinicians_and_coordinators(stage, steppers, as_, path):
    assert [as_(who).get(path).status_code for who in (stage.sam, stage.nadia)] == [200, 200]
    assert as_(stage.ruth).get(path).status_code == 403
    assert as_(stage.gwen).get(path).status_code == 404
    assert "Steppers" not in as_(stage.olive).get(path).content.decode()
