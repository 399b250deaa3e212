"""The named points at which a worker can be made to die, as if its machine had lost power there."""

import os
import signal
import time

from django.db import connection

from notifications.channels.sms import TwilioSms
from notifications.delivery import claiming, doubts, gate, recording


def arm(point, nth=1, number=signal.SIGKILL):
    """Make this process die, or stop until it is woken, when it comes to a point for the nth time."""
    left = [nth]

    def die():
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), number)
            if number == signal.SIGKILL:
                time.sleep(60)  # the kernel may need a moment; nothing more happens here

    (POINTS | ELSEWHERE)[point](die)


def _after(owner, name):
    def put(die):
        real = getattr(owner, name)

        def then_die(*args, **kwargs):
            answer = real(*args, **kwargs)
            die()
            return answer

        setattr(owner, name, then_die)

    return put


def _before(owner, name):
    def put(die):
        real = getattr(owner, name)

        def die_first(*args, **kwargs):
            die()
            return real(*args, **kwargs)

        setattr(owner, name, die_first)

    return put


def _before_sql(*any_of):
    """Within a transaction: nothing it did so far is committed. By its words, or the name PostgreSQL keeps it under."""

    def put(die):
        def watch(execute, sql, params, many, context):
            if any(words in sql for words in any_of):
                die()
            return execute(sql, params, many, context)

        connection.execute_wrappers.append(watch)

    return put


def before_a_write(die):
    """Before any statement that changes something; `nth` says before which."""

    def watch(execute, sql, params, many, context):
        if sql.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
            die()
        return execute(sql, params, many, context)

    connection.execute_wrappers.append(watch)


ELSEWHERE = {"before a write": before_a_write}  # not in the engine: in a periodic task
POINTS = {
    "within the claim": _after(claiming, "_take"),
    "after the claim": _after(claiming, "claim"),
    "after the mark": _after(gate, "pass_through"),
    "after the call": _after(TwilioSms, "send"),
    "before the record": _before(recording, "record"),
    "within the record": _before_sql(recording._ATTEMPTS.sql, recording._ATTEMPTS.title),
    "within the sweep": _before_sql(doubts._DOUBT),
    "before a doubt is settled": _before(doubts, "settle"),
    "after the list was read": _after(TwilioSms, "find"),
    "before a verdict": _before(doubts, "_close"),
}
