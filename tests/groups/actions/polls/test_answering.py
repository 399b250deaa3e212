"""Which dates suit: answered in part, again, by phone and in numbers; the latest answer stands."""

import pytest

from followon import clock
from followon.audit.models import Event as Happened
from groups.actions import members, which_suit
from groups.actions.meetings import NotInThisGroup
from groups.actions.polls import answers, asking, results, suggesting
from groups.models import How, Membership, PollAnswer, Suits
from notifications.models import Link, Message
from notifications.states import MessageState
from tests.groups.actions.conftest import kinds_for
from tests.groups.actions.polls.conftest import option, question, says


def test_a_partial_answer_is_kept_and_what_is_left_out_is_no_answer(poll, stage):
    says(poll, stage, stage.khadija, n1="YES")

    assert list(PollAnswer.objects.values_list("option__number", "suits")) == [(1, "YES")]
    assert results.standing_of(option(poll, 2)).left_out == ()
    assert kinds_for(stage.khadija, poll) == []  # neither asked nor nudged any more
    assert kinds_for(stage.ellis, poll) == ["poll-ask", "poll-nudge"]


def test_the_latest_answer_wins_and_the_same_again_changes_nothing(poll, stage):
    says(poll, stage, stage.khadija, n1="YES", n2="NO")
    says(poll, stage, stage.khadija, n2="IF_HAVE_TO")
    happened = Happened.objects.filter(name="groups.poll.answered").count()
    says(poll, stage, stage.khadija, n2="IF_HAVE_TO")

    assert list(PollAnswer.objects.values_list("option__number", "suits")) == [(2, "IF_HAVE_TO")]
    assert Happened.objects.filter(name="groups.poll.answered").count() == happened == 2


def test_none_of_these_suit_me_and_what_would_be_better(poll, stage):
    khadija = stage.membership(stage.khadija)
    answers.answer(poll, membership=khadija, suits={}, none_suit=True, how=How.LINK, by=stage.khadija)
    asked = answers.answer(
        poll, membership=khadija, suits={}, none_suit=True, how=How.LINK, by=stage.khadija,
        better=answers.Better(("EVENING",), (5,)),
    )  # fmt: skip

    asked.refresh_from_db()
    assert (asked.none_suit, asked.better_parts, asked.better_weekdays) == (True, ["EVENING"], [5])
    (known,) = [one for one in suggesting.people_of(stage.steppers) if one.key == khadija.pk]
    assert (known.parts, known.weekdays) == (frozenset({"EVENING"}), frozenset({5}))

    says(poll, stage, stage.khadija, n1="YES")
    asked.refresh_from_db()
    assert (asked.none_suit, asked.better_parts) == (False, [])


def test_written_down_for_somebody_by_phone(poll, stage):
    asked = says(poll, stage, stage.bill, how=How.PHONE, by=stage.gwen, n2="YES")

    assert (asked.how, asked.recorded_by) == ("PHONE", stage.gwen)
    assert Message.objects.get(kind="poll-ask", person=stage.bill).state == MessageState.DONE_BY_HAND


def test_numbers(poll, stage):
    khadija = stage.membership(stage.khadija)

    taken = answers.answer_numbers(poll, membership=khadija, numbers=[3, 1], how=How.TEXT, by=stage.khadija)

    assert [one.number for one in taken] == [1, 3]
    said = PollAnswer.objects.order_by("option__number").values_list("suits", flat=True)
    assert list(said) == ["YES", "NO", "YES"]


@pytest.mark.parametrize("numbers", [[4], [1, 0], []])
def test_numbers_that_no_date_has(poll, stage, numbers):
    with pytest.raises(which_suit.NoSuchDate):
        answers.answer_numbers(
            poll, membership=stage.membership(stage.khadija), numbers=numbers, how=How.TEXT, by=stage.khadija
        )


def test_nothing_said(poll, stage):
    with pytest.raises(which_suit.NothingSaid):
        says(poll, stage, stage.khadija)


def test_the_stranger_cannot_answer(poll, stage):
    with pytest.raises(NotInThisGroup):
        says(poll, stage, stage.rhys, n1="YES")


def test_who_left_cannot_answer_and_is_not_counted(poll, stage):
    says(poll, stage, stage.khadija, n1="YES")
    members.leave(stage.membership(stage.khadija), quietly=True, by=stage.khadija)

    with pytest.raises(NotInThisGroup):
        says(poll, stage, stage.khadija, n1="NO")
    assert not results.standing_of(option(poll, 1)).anybody_can


def test_an_option_of_another_question(poll, stage):
    other = asking.ask(stage.harbour, question=question(stage), by=stage.rhys)

    with pytest.raises(which_suit.NoSuchDate):
        says(other, stage, stage.rhys, n1="YES") and answers.answer(
            poll, membership=stage.membership(stage.gwen), suits={option(other, 1).pk: "YES"}, how=How.WEB,
            by=stage.gwen,
        )  # fmt: skip


def test_links_are_made_only_when_a_message_is_written(poll):
    assert not Link.objects.exists()


def test_who_joins_later_can_answer_all_the_same(poll, stage):
    tom = Membership.objects.create(group=stage.steppers, person=stage.tom)

    asked = answers.answer(
        poll, membership=tom, suits={option(poll, 1).pk: Suits.YES}, how=How.WEB, by=stage.tom
    )

    assert asked.answered_at == clock.now()
    assert results.standing_of(option(poll, 1)).yes == (tom.pk,)
