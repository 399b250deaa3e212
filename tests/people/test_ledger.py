"""The consent ledger against an oracle: whatever order people give and take back, the newest word holds."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from followon.audit.actors import Job
from followon.audit.models import Event as Happened
from followon.people.actions import accounts, consent
from followon.people.models import Consent, Method

JOB = Job("test")
steps = st.lists(
    st.tuples(
        st.booleans(),
        st.integers(0, 1),
        st.sampled_from(["share.mobile", "share.email"]),
        st.sampled_from(["group:1", "group:2"]),
        st.sampled_from(["words-1", "words-2"]),
        st.sampled_from(list(Method)),
    ),
    max_size=25,
)


class LedgerTest(TestCase):
    """hypothesis gives each example a transaction of its own through Django's TestCase."""

    @given(steps)
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_newest_word_holds(self, steps):
        people = [accounts.open_account(first_name=name, by=JOB) for name in ("Maria", "Tom")]
        holds, lines = {}, 0
        for given_, who, purpose, scope, wording, method in steps:
            key = (people[who].pk, purpose, scope)
            write = consent.give if given_ else consent.withdraw
            line = write(people[who], purpose=purpose, scope=scope, wording=wording, method=method, by=JOB)
            changes = (holds.get(key) != wording) if given_ else key in holds
            assert (line is not None) == changes
            lines += changes
            if given_:
                holds[key] = wording
            else:
                holds.pop(key, None)

        in_force = {(c.person_id, c.purpose, c.scope): c.wording for c in Consent.objects.all().in_force()}
        assert in_force == holds
        assert Consent.objects.count() == lines
        assert Happened.objects.filter(name__startswith="people.consent").count() == lines
        newest = Consent.objects.all().latest_lines()
        assert len(newest) == len({(c.person_id, c.purpose, c.scope) for c in Consent.objects.all()})
