"""Queries put together once: the same rows as the queryset's own, and nothing of one call in the next."""

from datetime import date, timedelta

import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Exists, OuterRef
from django.test.utils import CaptureQueriesContext

from followon import clock
from followon.people.models import Consent, User
from followon.prepared import prepared
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return cast.person("Ana", "Costa")


@pytest.fixture
def bill():
    return cast.person("Bill", "Tranter")


def agrees(person, *, ago=timedelta(), scope="group:1"):
    return Consent.objects.create(
        person=person, purpose="share.mobile", scope=scope, given=True, wording="1", method="SCREEN",
        recorded_by="person:1", at=clock.now() - ago,
    )  # fmt: skip


@prepared
def lines_of(person: User):
    return Consent.objects.filter(person=person).select_related("person").order_by("pk")


def test_each_call_answers_for_who_it_was_asked(ana, bill):
    hers, his = agrees(ana), agrees(bill)

    assert lines_of(ana) == [hers]
    assert lines_of(bill) == [his]
    assert lines_of(person=ana) == [hers]


def test_nothing_that_was_read_is_kept(ana):
    lines_of(ana)
    line = agrees(ana)

    assert lines_of(ana) == [line]


def test_what_comes_along_comes_in_the_same_query(ana, django_assert_num_queries):
    agrees(ana)

    with django_assert_num_queries(1):
        assert lines_of(ana)[0].person.first_name == "Ana"


def test_the_clock_is_read_at_each_call(ana):
    @prepared
    def of_the_last_hour(person: User):
        return Consent.objects.filter(person=person, at__gt=clock.now() - timedelta(hours=1))

    line = agrees(ana, ago=timedelta(minutes=50))

    assert of_the_last_hour(ana) == [line]
    with clock.moved_to(clock.now() + timedelta(minutes=11)):
        assert of_the_last_hour(ana) == []


def test_today_is_the_day_of_each_call(ana):
    @prepared
    def from_yesterday_on(person: User):
        return Consent.objects.filter(person=person, at__date__gte=clock.today() - timedelta(days=1))

    line = agrees(ana)

    assert from_yesterday_on(ana) == [line]
    with clock.moved_to(clock.now() + timedelta(days=3)):
        assert from_yesterday_on(ana) == []


def test_many_are_given_as_a_list_of_their_numbers(ana, bill):
    @prepared
    def of_these(people: list[int]):
        return Consent.objects.filter(person__in=people).order_by("pk")

    lines = [agrees(ana), agrees(bill)]

    assert of_these([ana.pk, bill.pk]) == lines
    assert of_these([bill.pk]) == lines[1:]
    assert of_these([]) == []


def test_values_and_annotations_come_as_the_queryset_says(ana):
    @prepared
    def names(scope: str):
        agreed = Consent.objects.filter(person=OuterRef("pk"), scope=scope)
        return User.objects.annotate(agrees=Exists(agreed)).values_list("first_name", "agrees")

    agrees(ana, scope="group:2")

    assert names("group:2") == [("Ana", True)]
    assert names("group:3") == [("Ana", False)]


def test_a_paginator_counts_and_reads_a_page(ana, django_assert_num_queries):
    lines = [agrees(ana, ago=timedelta(days=day)) for day in range(5)]

    with django_assert_num_queries(2):
        page = Paginator(lines_of.paged(ana), 2).get_page(2)
        assert page.object_list == lines[2:4]
    assert page.paginator.count == 5
    assert page.paginator.num_pages == 3


def test_the_sql_is_the_querysets_own(ana):
    @prepared
    def lines_of(person: User):
        return Consent.objects.filter(person=person).select_related("person").order_by("pk")

    with CaptureQueriesContext(connection) as prepared_sql:
        lines_of(ana)
    with CaptureQueriesContext(connection) as plain_sql:
        list(Consent.objects.filter(person=ana).select_related("person").order_by("pk"))

    assert prepared_sql[0]["sql"].replace(f"({ana.pk})", str(ana.pk)) == plain_sql[0]["sql"]


def test_a_text_made_from_an_argument_is_refused(ana):
    @prepared
    def in_group(number: int):
        return Consent.objects.filter(scope=f"group:{number}")

    with pytest.raises(TypeError, match="number"):
        in_group(1)


def test_an_argument_that_the_query_does_not_use_is_refused(ana):
    @prepared
    def everything(person: User):
        return Consent.objects.all()

    with pytest.raises(TypeError, match="makes no use of person"):
        everything(ana)


def test_a_detail_of_somebody_is_refused(ana):
    @prepared
    def by_name(person: User):
        return User.objects.filter(first_name=person.first_name)

    with pytest.raises(AttributeError):
        by_name(ana)


def test_the_first_of_the_month_is_refused_because_it_is_not_so_long_from_now(ana):
    @prepared
    def this_month(person: User):
        return Consent.objects.filter(person=person, at__date__gte=clock.today().replace(day=1))

    with pytest.raises(TypeError, match="clock"):
        this_month(ana)


def test_a_day_that_never_changes_is_refused(ana):
    @prepared
    def since_the_start(person: User):
        return Consent.objects.filter(person=person, at__date__gte=date(2026, 1, 1))

    with pytest.raises(TypeError, match="clock"):
        since_the_start(ana)


def test_nothing_is_not_asked_about():
    with pytest.raises(TypeError, match="nothing"):
        lines_of(None)
