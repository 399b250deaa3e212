"""A question of three dates in January, and what somebody says to it."""

from datetime import date, time

import pytest

from groups.actions.polls import answers, asking
from groups.models import How
from groups.poll_dates import When

JAN = [date(2027, 1, 12), date(2027, 1, 14), date(2027, 1, 16)]


def question(stage, *, days=tuple(JAN), at=time(11), closes_on=date(2026, 12, 2), **more):
    return asking.Question(tuple(When(on, at) for on in days), closes_on, place=stage.cafe, **more)


@pytest.fixture
def poll(stage):
    """Asked on Tuesday 24 November, until Wednesday 2 December."""
    return asking.ask(stage.steppers, question=question(stage), by=stage.gwen)


def says(poll, stage, who, *, how=How.WEB, by=None, **numbers):
    """says(poll, stage, stage.gwen, n1="YES", n3="NO")"""
    options = {option.number: option.pk for option in poll.options.all()}
    suits = {options[int(name[1:])]: said for name, said in numbers.items()}
    return answers.answer(poll, membership=stage.membership(who), suits=suits, how=how, by=by or who)


def option(poll, number):
    return poll.options.select_related("poll__group__service").get(number=number)


def all_answer(poll, stage, *, but=()):
    for who in {stage.ellis, stage.khadija, stage.bill, stage.gwen} - set(but):
        says(poll, stage, who, n1="YES", n2="NO")
