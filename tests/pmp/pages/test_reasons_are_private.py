"""Why somebody would not come is read by that person alone: no role, no page, no export of the team shows it (F2)."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from followon.audit.models import Event as Written
from followon.people.models import Method
from notifications.models import Message
from pmp.actions import choices
from pmp.models import PrivateReason, Reason
from pmp.states import Wish
from tests.pmp.known import handover_of, place
from tests.pmp.pages.test_access import GET, url  # noqa: F401 - the fixture

ROOT = Path(__file__).resolve().parents[3]
TOLD = [Reason.DYNAMICS, Reason.LOGISTICS]


@pytest.fixture
def told(cast):
    """Lena said no, and privately why."""
    one = place(cast.larkfield, cast.lena)
    choices.record(one, wish=Wish.NOT_FOR_ME, method=Method.SCREEN, by=cast.lena)
    choices.give_reasons(one, reasons=TOLD, wants_other_group=True, by=cast.lena)


@pytest.mark.parametrize("who", ["sam", "ife", "nadia", "ruth", "olive", "tom", "rhys"])
def test_no_page_shows_a_reason_to_anybody_else(as_, cast, told, url, who):  # noqa: F811
    client = as_(who)
    lena = place(cast.larkfield, cast.lena).pk
    addresses = [url(name) for name in GET]
    addresses += [
        reverse("pmp:team_enrolment", args=[cast.larkfield.pk, lena]),
        reverse("pmp:team_handover_answer", args=[handover_of(cast.larkfield).pk, lena]),
        "/you/programme/",
    ]

    shown = "\n".join(client.get(address).content.decode() for address in addresses)

    assert not [reason for reason in Reason if reason.label in shown or reason.value in shown]


def test_the_person_sees_it(as_, cast, told):
    page = as_("lena").get(
        reverse("pmp:my_choice_step", args=[place(cast.larkfield, cast.lena).pk, "reasons"])
    )

    assert re.findall(r'value="(\w+)" checked', page.content.decode())[:2] == [str(reason) for reason in TOLD]


def test_no_trace_is_left_elsewhere(cast, told):
    written = (
        f"{list(Written.objects.values_list('name', 'facts'))}{list(Message.objects.values_list('payload'))}"
    )

    assert PrivateReason.objects.count() == 2
    assert not [reason for reason in Reason if reason.value in written]


def test_only_the_choice_and_the_counts_know_of_reasons():
    """Whoever reads this table is listed here; nobody of the team's pages is."""
    readers = {
        path.relative_to(ROOT).as_posix()
        for app in ("pmp", "groups", "notifications", "followon")
        for path in (ROOT / app).rglob("*.py")
        if "PrivateReason" in path.read_text() and "migrations" not in path.parts
    }

    assert readers - {"pmp/models/__init__.py", "pmp/models/enrolment.py"} == {
        "pmp/actions/choices.py",  # written by the person
        "pmp/views/choice_steps.py",  # read by the person, signed in
        "pmp/personal.py",  # in the person's own copy, and erased with them
        "groups/insights/reports.py",  # counted, and small numbers hidden
        "groups/views/team_insights.py",  # counted, five or more at a time
    }
