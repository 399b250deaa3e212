"""One person of a programme: their details, looked at on the record, corrected, taken off and put back."""

import pytest
from django.urls import reverse

from followon.audit import recorder
from followon.audit.models import Event as Written
from followon.people.models import Method
from notifications.models import Preference
from pmp.actions import choices, handovers
from pmp.protocol import Purpose
from tests.pmp.known import handover_of, place
from tests.pmp.pages.handover.conftest import says_yes
from tests.pmp.pages.reading import errors, forms, heading, send, words


def person_page(cast, who, more=""):
    return reverse("pmp:team_enrolment", args=[cast.larkfield.pk, place(cast.larkfield, who).pk]) + more


def test_one_person_shows_numbers_only_by_their_ends(as_, cast):
    page = as_("sam").get(person_page(cast, cast.maria))

    assert "Mobile ending 011" in words(page)
    assert "900011" not in page.content.decode().replace(" ", "")
    assert cast.maria.email not in page.content.decode()


def test_contact_details_are_seen_changed_and_the_look_written_down(as_, cast):
    client = as_("sam")
    page = client.get(person_page(cast, cast.maria, "details/"))
    assert forms(page)[-1]["fields"]["mobile"] == ["07700 900011"]
    assert Written.objects.filter(name=recorder.READ, about=f"person:{cast.maria.pk}").count() == 1

    answer = send(
        client, page, {"mobile": "07700 900012", "channel": "SMS", "interpreter": "BSL", "large_print": "on"}
    )

    assert answer.status_code == 302
    cast.maria.refresh_from_db()
    assert cast.maria.mobile == "+447700900012"
    kept = Preference.objects.get(person=cast.maria)
    assert (kept.interpreter, kept.large_print) == ("BSL", True)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"mobile": "0770090011"}, "Check the mobile number. UK mobiles have 11 digits and start with 07."),
        ({"email": "nonsense"}, "Enter an email address in the right form, like name@example.org"),
        ({"mobile": "", "channel": "SMS"}, "To be reached by text, a mobile number is needed."),
        ({"email": "tom.reed@example.org"},
         "That email address is already used by somebody else here. Use another one, or leave it out."),
    ],
)  # fmt: skip
def test_details_that_do_not_do_are_said_so(as_, cast, changes, sentence):
    client = as_("sam")

    answer = send(client, client.get(person_page(cast, cast.maria, "details/")), changes)

    assert errors(answer) == [sentence]
    cast.maria.refresh_from_db()
    assert cast.maria.mobile == "+447700900011"


def test_after_the_handover_only_who_agreed_can_be_looked_up(as_, cast):
    says_yes(cast, "maria", "tom")
    choices.share(
        place(cast.larkfield, cast.tom),
        purposes={Purpose.SERVICE_MAY_CONTACT},
        method=Method.ROOM,
        by=cast.sam,
    )
    handovers.end_without_group(handover_of(cast.larkfield), because="They said no", by=cast.sam)
    client = as_("sam")

    assert client.get(person_page(cast, cast.maria)).status_code == 403
    assert client.get(person_page(cast, cast.tom)).status_code == 200


def test_somebody_is_taken_off_and_put_back(as_, cast):
    client = as_("sam")
    asked = client.get(person_page(cast, cast.maria, "withdraw/"))
    assert heading(asked) == "Take Maria Costa off the programme?"

    shown = client.get(send(client, asked).url)
    assert "Maria Costa is off the programme." in words(shown)
    assert place(cast.larkfield, cast.maria).withdrawn_at
    client.get(send(client, shown, number=0).url)

    assert place(cast.larkfield, cast.maria).withdrawn_at is None
    again = client.post(person_page(cast, cast.maria, "put-back/"), follow=True)
    assert "is on this programme already" in words(again)


def test_a_name_is_corrected(as_, cast):
    client = as_("sam")

    send(client, client.get(person_page(cast, cast.maria, "name/")), {"first_name": "Mariana"})

    cast.maria.refresh_from_db()
    assert cast.maria.first_name == "Mariana"
