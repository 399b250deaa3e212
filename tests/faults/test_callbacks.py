"""F11: what the provider says afterwards, three times over, in any order, an hour late, too early, or not from it."""

import http.client
import uuid
from datetime import timedelta
from urllib.parse import urlencode

from tests.faults.world import rows

SETTLED = "state IN ('DELIVERED', 'UNDELIVERED')"
NOT_IN_USE = 999  # a number that ends like this was never in use


def test_f11_callbacks_in_every_bad_way(world, seed):
    """The best news wins whatever the order; what is forged changes nothing; what nobody knows is kept."""
    world.web()
    good = world.people(world.size(20, 500))
    bad = world.people(world.size(4, 20), ending=NOT_IN_USE)
    early, late = good[::2] + bad[::2], good[1::2] + bad[1::2]

    before_our_own_record = {"what": "latency", "seconds": 1.2, "accept": True}
    world.order(callbacks="on", callback_copies=3, callback_shuffle=True, sending=[before_our_own_record])
    world.owe(early)
    world.loop()
    assert world.wait(lambda: world.count(SETTLED) == len(early), world.size(40, 200)), world.states()

    world.order(callbacks="keep", callback_copies=1)
    world.owe(late)
    assert world.wait(lambda: world.count("state = 'ACCEPTED'") == len(late), 40), world.states()
    world.clock.forward(timedelta(hours=1))
    world.ask("POST", "/standin/deliver", {"copies": 3})
    assert world.wait(lambda: world.count(SETTLED) == len(good + bad), world.size(40, 200)), world.states()

    assert forged(world) == 403
    assert from_the_provider_about_nothing_we_know(world) == 204
    assert dict(
        rows("SELECT state, count(*) FROM notifications_message WHERE channel = 'SMS' GROUP BY state")
    ) == {
        "DELIVERED": len(good),
        "UNDELIVERED": len(bad),
    }
    kept = [(2 * len(good + bad) + 1, 2 * len(good + bad))]  # the lesser news may come after the best
    counted = "SELECT count(*), count(attempt_id) FROM notifications_provider_event"
    assert world.wait(lambda: rows(counted) == kept), rows(counted)
    world.verdict("F11", "callbacks threefold, shuffled, an hour late, before our record; forged; unknown")


def test_f10_a_list_slower_than_our_grace_is_noticed(world):
    """Beyond what is promised: five minutes of grace, and a list an hour behind. The second copy is not hushed up."""
    web = world.web()
    world.order(
        callbacks="keep",
        list_lag=3600,
        sending=[{"what": "status", "status": 500, "times": 2, "accept": True}],
    )
    world.owe(world.people(5))
    world.loop()
    world.drain()

    world.ask("POST", "/standin/deliver", {"copies": 1})

    alarm = "was taken by the provider although its list did not show it"
    assert world.wait(lambda: web.log.read_text(errors="replace").count(alarm) == 2), web.tail()
    what = "BEYOND THE PROMISE: the list an hour behind, grace 5 minutes"
    row = world.verdict("F10", what, duplicates=2, note="both second copies raise the alarm")
    assert row.duplicates == 2


def forged(world):
    attempt = rows("SELECT id FROM notifications_attempt LIMIT 1")[0][0]
    form = {"MessageSid": "SMforged", "MessageStatus": "failed", "ErrorCode": "30005"}
    return post(world, attempt, form, signature="bm90IHR3aWxpbw==")


def from_the_provider_about_nothing_we_know(world):
    form, attempt = {"MessageSid": "SMstray", "MessageStatus": "delivered"}, uuid.uuid4()
    return post(world, attempt, form, signature=world.sign(f"/hooks/twilio/status/{attempt}/", form))


def post(world, attempt, form, *, signature):
    line = http.client.HTTPConnection("127.0.0.1", world.machinery.web_port, timeout=30)
    head = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
    line.request("POST", f"/hooks/twilio/status/{attempt}/", urlencode(form), head)
    status = line.getresponse().status
    line.close()
    return status
