"""A service's messages are stopped and let go again, at a pace, by its own team alone."""

from datetime import timedelta

import pytest

from notifications.actions import switches
from notifications.delivery.passes import dispatch_once
from notifications.models import Message, SendSwitch
from tests.notifications.pages.conftest import message, url

pytestmark = pytest.mark.django_db


def test_a_service_s_messages_can_be_stopped_and_let_go(cast, signed_in, standin, noon):
    standin.store.now = lambda: noon
    message(cast, state="SCHEDULED")
    message(cast, cast.piran, service=cast.tamar, state="SCHEDULED", key="other")
    client = signed_in(cast.nadia)

    client.post(url("team_switches"), {"what": f"SERVICE:{cast.severn.pk}", "reason": "A wrong date"})
    dispatch_once()
    assert [text.to for text in standin.store.taken()] == [cast.piran.mobile]
    assert "A wrong date" in client.get(url("team_switches")).content.decode()

    client.post(url("team_switch_release", SendSwitch.objects.get().pk))
    dispatch_once(noon + timedelta(minutes=1))
    assert len(standin.store.taken()) == 2


def test_a_release_is_paced(cast, noon):
    switch = switches.switch_off("SERVICE", str(cast.severn.pk), reason="Testing", by=cast.nadia)
    for number in range(20):
        message(cast, cast.dev, state="SCHEDULED", key=f"k{number}")

    assert switches.switch_on(switch, by=cast.nadia) == 20
    times = sorted(Message.objects.values_list("next_at", flat=True))
    assert times[-1] - times[0] == timedelta(seconds=19 / 5)


def test_one_service_s_stop_stops_no_other(cast, signed_in):
    client = signed_in(cast.olive)

    answer = client.post(url("team_switches"), {"what": f"SERVICE:{cast.severn.pk}", "reason": "Mine?"})

    assert answer.status_code == 200
    assert not SendSwitch.objects.exists()


def test_nobody_releases_what_another_service_stopped(cast, signed_in):
    switch = SendSwitch.objects.create(scope="SERVICE", value=str(cast.severn.pk), reason="x", by="person:1")

    assert signed_in(cast.olive).post(url("team_switch_release", switch.pk)).status_code == 404
    assert SendSwitch.objects.get().released_at is None


def test_a_stop_of_the_whole_site_is_shown_and_not_released_here(cast, signed_in):
    switch = SendSwitch.objects.create(scope="GLOBAL", value="", reason="Restored", by="job:x")
    client = signed_in(cast.nadia)

    assert "Restored" in client.get(url("team_switches")).content.decode()
    assert client.post(url("team_switch_release", switch.pk)).status_code == 404
