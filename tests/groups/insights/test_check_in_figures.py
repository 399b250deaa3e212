"""Figures of the check-ins: five or more at a time, nothing to be worked out, research apart, groups that still met."""

import csv
import io
from datetime import UTC, date, datetime

import pytest

from followon.people.actions import consent
from followon.people.models import Method
from groups.insights import checkins
from groups.insights.survival import Lived
from groups.models import CheckIn, Membership
from pmp.models import Enrolment
from pmp.protocol import Purpose
from tests import cast
from tests.visitors import signed_in

LAST_MONTH, THIS_MONTH = datetime(2026, 10, 20, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)
PAGE, FILE, WORDS = (
    "/team/insights/check-ins/", "/team/insights/check-ins.csv", "/team/insights/check-ins-dictionary.csv",
)  # fmt: skip


def told(stage, number, *, joined=False, research=False, at=LAST_MONTH, **answers):
    """So many people answered this at four months."""
    for n in range(number):
        who = cast.person(f"{joined}{research}{answers}{at.month}{n}"[:40], email="", mobile="")
        place = Enrolment.objects.create(cohort=stage.larkfield, person=who)
        CheckIn.objects.create(enrolment=place, months=4, answered_at=at, **answers)
        if joined:
            Membership.objects.create(group=stage.steppers, person=who)
        if research:
            consent.give(
                who, purpose=Purpose.RESEARCH, scope=f"service:{stage.severn.pk}", wording="w",
                method=Method.LINK, by=who,
            )  # fmt: skip


def in_touch(stage):
    return checkins.marks(stage.severn)[0].questions[0]


def test_who_came_to_a_group_stands_beside_who_did_not(stage):
    told(stage, 6, joined=True, in_touch="MEET")
    told(stage, 5, in_touch="NO")

    question = in_touch(stage)
    assert question.came == {"Yes, and we meet": "6", "Yes, without meeting": "0", "No": "0"}
    assert question.did_not == {"Yes, and we meet": "0", "Yes, without meeting": "0", "No": "5"}


def test_one_small_answer_hides_the_question(stage):
    told(stage, 8, joined=True, in_touch="MEET")
    told(stage, 1, joined=True, in_touch="NO")

    assert in_touch(stage).came is None


def test_fewer_than_five_answers_are_not_shown(stage):
    told(stage, 4, joined=True, in_touch="MEET")

    assert in_touch(stage).came is None


def test_what_was_left_out_is_not_counted(stage):
    told(stage, 6, joined=True, in_touch="MEET", using="")

    assert checkins.marks(stage.severn)[0].questions[1].came is None


def test_figures_move_once_a_month_so_that_nobody_sees_who_answered_last(stage):
    told(stage, 5, joined=True, in_touch="MEET")
    before = in_touch(stage)
    told(stage, 1, joined=True, in_touch="NO", at=THIS_MONTH)

    assert in_touch(stage) == before


def test_another_service_sees_none_of_it(stage):
    told(stage, 9, joined=True, in_touch="MEET")

    assert not any(mark.has_figures for mark in checkins.marks(stage.tamar))


def rows(stage):
    return {tuple(row[:4]): row[4] for row in checkins.research_rows(stage.severn)}


def test_research_counts_only_those_who_agreed(stage):
    told(stage, 6, joined=True, research=True, in_touch="MEET")
    told(stage, 5, joined=True, in_touch="MEET")

    assert rows(stage)["4", "yes", "in_touch", "Yes, and we meet"] == "6"


def test_research_hides_what_would_show_the_few_who_did_not_agree(stage):
    told(stage, 6, joined=True, research=True, in_touch="MEET")
    told(stage, 2, joined=True, in_touch="MEET")

    assert rows(stage)["4", "yes", "in_touch", "Yes, and we meet"] == "hidden"


def test_every_column_of_the_file_is_in_the_dictionary(stage):
    client = signed_in(stage.nadia)
    columns = next(csv.reader(io.StringIO(client.get(FILE).content.decode("utf-8-sig"))))
    words = list(csv.DictReader(io.StringIO(client.get(WORDS).content.decode("utf-8-sig"))))

    assert [row["column"] for row in words] == columns
    assert all(row["meaning"] and row["values"] for row in words)


@pytest.mark.parametrize("path", [PAGE, FILE, WORDS])
def test_the_figures_are_for_clinicians_and_coordinators(stage, path):
    told(stage, 6, joined=True, research=True, in_touch="MEET")

    assert [signed_in(who).get(path).status_code for who in (stage.sam, stage.nadia)] == [200, 200]
    assert signed_in(stage.ruth).get(path).status_code == 403
    assert signed_in(stage.gwen).get(path).status_code == 404


def test_the_page_shows_figures_or_says_that_there_are_too_few(stage):
    told(stage, 6, joined=True, in_touch="MEET")

    page = signed_in(stage.nadia).get(PAGE).content.decode()
    assert "In touch with people from the programme, 4 months on" in page
    assert page.count("Too few answers to show.") == 3
    assert "No group is that old yet" in page


@pytest.mark.parametrize("people", [1, 6])
def test_figures_cost_the_same_however_many_answered(stage, people, django_assert_num_queries):
    told(stage, people, in_touch="MEET")

    with django_assert_num_queries(1):
        checkins.marks(stage.severn)


# Groups that still met ─────────────────────────────────────────────────────────────────────────────────────────────

MARK = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("lived", "stood"),
    [
        ({"met": [date(2026, 3, 2)]}, "going"),  # within three months of the mark
        ({"met": [date(2026, 2, 27)]}, "quiet"),
        ({"met": [date(2026, 9, 1)]}, "going"),  # met again later: it had not folded
        ({}, "quiet"),
        ({"closed_on": date(2026, 5, 1), "closed_because": "friends"}, "ended_well"),
        ({"closed_on": date(2026, 5, 1), "closed_because": "too-few"}, "ended"),
        (
            {"met": [date(2026, 4, 1)], "closed_on": date(2026, 5, 1), "closed_because": "moved-on"},
            "ended_well",
        ),
        ({"met": [date(2026, 5, 1)], "closed_on": date(2026, 7, 1), "closed_because": "friends"}, "going"),
        ({"resting_until": date(2026, 7, 1)}, "going"),
    ],
)
def test_how_a_group_stood_at_a_mark(lived, stood):
    assert Lived(ended_on=date(2026, 2, 1), **lived).at(MARK) == stood
