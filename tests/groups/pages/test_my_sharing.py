"""What I share and with whom: one tap, taken back with the next, and seen as others see me."""

import pytest

from followon.people.models import Consent, Method
from groups.protocol import Purpose
from groups.sharing import PURPOSES, purposes_of
from pmp.protocol import Purpose as ServicePurpose
from tests.groups.pages.conftest import place_of, share

SHARING = "/you/sharing/"


def toggle(client, purpose, audience, on):
    return client.post(
        SHARING, {"purpose": purpose, "audience": audience, "on": on}, follow=True
    ).content.decode()


def test_one_tap_shares_one_thing_with_one_group(stage, as_):
    page = toggle(as_(stage.khadija), Purpose.SHARE_MOBILE, f"group:{stage.steppers.pk}", "yes")

    assert "Shared from now on." in page
    assert purposes_of(place_of(stage.khadija, stage.steppers)) == {Purpose.SHARE_MOBILE}
    line = Consent.objects.get(person=stage.khadija)
    assert (line.method, line.recorded_by) == (Method.SCREEN, f"person:{stage.khadija.pk}")


def test_another_tap_takes_it_back_and_says_what_cannot_be(stage, as_):
    share(stage, stage.khadija, *PURPOSES)

    page = toggle(as_(stage.khadija), Purpose.SHARE_MOBILE, f"group:{stage.steppers.pk}", "no")

    assert "What somebody has written down stays with them." in page
    assert purposes_of(place_of(stage.khadija, stage.steppers)) == set(PURPOSES) - {Purpose.SHARE_MOBILE}


def test_the_service_and_the_meetups_are_choices_of_their_own(stage, as_):
    toggle(as_(stage.khadija), ServicePurpose.SERVICE_MAY_CONTACT, f"service:{stage.severn.pk}", "yes")

    line = Consent.objects.get(person=stage.khadija)
    assert (line.purpose, line.scope, line.given) == ("service.contact", f"service:{stage.severn.pk}", True)


@pytest.mark.parametrize(
    ("purpose", "audience"),
    [
        ("share.mobile", "group:{harbour}"),
        ("share.diary", "group:{steppers}"),
        ("service.contact", "service:{tamar}"),
    ],
)
def test_nobody_shares_with_a_group_that_is_not_theirs(stage, as_, purpose, audience):
    ids = {"harbour": stage.harbour.pk, "steppers": stage.steppers.pk, "tamar": stage.tamar.pk}

    toggle(as_(stage.khadija), purpose, audience.format(**ids), "yes")

    assert not Consent.objects.exists()


def test_seen_as_others_see_me(stage, as_):
    share(stage, stage.gwen, Purpose.SHARE_NAME, Purpose.SHARE_EMAIL)

    page = as_(stage.gwen).get(f"{SHARING}as-others-see-me/").content.decode()

    assert "gwen.hale@example.org" in page
    assert "07700" not in page
