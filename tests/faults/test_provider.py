"""F7 to F10: a provider that says wait, breaks, falls silent, or does not know what it has."""

import pytest

from tests.faults.world import rows

NO_ANSWER = ["silence", "reset", "cut", "drip", "malformed", "no-sid"]


@pytest.mark.parametrize("retry_after", ["", "20"], ids=["no hint", "Retry-After"])
def test_f7_half_of_all_calls_are_told_to_wait(world, retry_after, seed):
    world.order(sending=[{"what": "status", "status": 429, "share": 0.5, "retry_after": retry_after}])
    world.owe(world.people(world.size(60, 5_000)))
    before = world.clock.now()
    world.loop()
    world.loop()

    world.drain(within=world.size(90, 900))

    [[most, refused]] = rows("SELECT max(attempts - spared), sum(spared) FROM notifications_message")
    assert most == 1, "being told to wait used up a try"
    assert refused > 0
    waited = (world.clock.now() - before).total_seconds()
    assert waited > (20 if retry_after else 3), "the provider was not left alone"
    world.verdict("F7", f"429 to half of the calls, {'Retry-After' if retry_after else 'no hint'}")


def test_f8_errors_that_took_the_message_and_errors_that_did_not(world, seed):
    share = world.size(0.1, 0.1)
    world.order(
        sending=[
            {"what": "status", "status": 500, "share": share, "accept": True},
            {"what": "status", "status": 503, "share": share, "accept": False},
        ]
    )
    world.owe(world.people(world.size(100, 5_000)))
    world.loop()
    world.loop()

    world.drain(within=world.size(120, 1800))

    [[doubts]] = rows("SELECT count(*) FROM notifications_attempt WHERE http IN (500, 503)")
    [[blind]] = rows(
        "SELECT count(*) FROM notifications_attempt WHERE http IN (500, 503) "
        "AND resolved_by NOT IN ('list', 'callback')"
    )
    assert doubts > 0
    assert blind == 0, "an error was taken for an answer"
    world.verdict(
        "F8", "500 taken and 503 not taken, 10 % each", note=f"{doubts} doubts, all settled by the list"
    )


def test_f9_every_way_of_not_answering(world, seed):
    """Silence, a reset, an answer cut off, one byte at a time, one that is no JSON, and one without an id."""
    each = world.size(1, 60)
    ways = [(what, accept) for what in NO_ANSWER for accept in (True, False)]
    world.order(sending=[{"what": what, "times": each, "accept": accept} for what, accept in ways])
    world.owe(world.people(world.size(20, 2_000)))
    world.loop(**{"read": 1.0, "patience": 3.0, "pass": 1.0})

    world.drain(within=world.size(120, 1800))

    [[in_doubt]] = rows("SELECT count(*) FROM notifications_attempt WHERE resolved_by = 'list'")
    assert in_doubt >= (len(ways) - 2) * each, "some of them never were a doubt"
    world.verdict(
        "F9", "timeout, reset, cut, 1 byte/s, bad JSON, no id; taken and not", note=f"{in_doubt} doubts"
    )


def test_f10_the_list_lags_fails_and_has_pages(world, seed):
    people = world.people(world.size(10, 1_000))
    for n in range(3):  # three pages: earlier texts to the same numbers
        world.text_there_already(people, f"Earlier {n}")
    world.order(
        sending=[{"what": "status", "status": 500, "share": 0.5, "accept": True}],
        list_lag=240, list_status_share=0.5, list_page=1,
    )  # fmt: skip
    world.owe(people)
    world.loop()

    world.drain(within=world.size(120, 1800))

    world.verdict("F10", "the list lags 4 minutes, fails half of the time, one message a page")
