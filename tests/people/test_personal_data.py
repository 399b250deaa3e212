"""A copy of everything, and deleting everything: nothing forgotten, nobody else touched, the counts stay."""

import json
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, transaction

from followon import clock
from followon.audit import recorder
from followon.audit.actors import Job
from followon.audit.models import Event as Happened
from followon.people import personal_data
from followon.people.actions import accounts, consent, leaving
from followon.people.models import Consent, Method, SignInCode, User
from notifications.models import Message
from tests.people.signing import ask, by_code, give_app

OURS = ("people", "audit", "mfa", "account", "usersessions", "sessions")


@pytest.fixture
def tom(client, cast):
    """Tom, with something in every table of these apps."""
    tom = cast.tom
    accounts.change_contact(tom, by=cast.nadia, landline="+441632960777")
    give_app(tom)
    tom.refresh_from_db()
    agreed = {"purpose": "share.mobile", "scope": f"group:{cast.steppers.pk}", "wording": "w-1"}
    consent.give(tom, **agreed, method=Method.ROOM, by=cast.sam)
    recorder.record_read(by=cast.nadia, about=tom, what="contact details")
    ask(client, tom.email)
    return tom


def words_of(person):
    return [person.first_name, person.last_name, person.email, person.mobile, person.landline]


def everything_in(*labels):
    """Every value of every column of every table of these apps, as one text."""
    tables = [
        t
        for t in connection.introspection.table_names()
        if t.split("_")[0] in labels or t in ("django_session",)
    ]
    text = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            text.append(json.dumps(cursor.fetchall(), default=str))
    return "\n".join(text)


# ── The copy ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_copy_holds_what_is_kept(tom, cast):
    sections = {one.title: one for one in personal_data.copy_for(tom)}

    assert sections["Your account"].rows[0]["Mobile"].startswith("07700 900")
    assert sections["What you have agreed to"].rows[0]["Written down by"] == "Sam Oyelaran"
    assert sections["Your second steps"].rows
    assert sections["Codes you asked for"].rows
    assert "Somebody looked at the contact details of Tom Reed" in [
        row["What"] for row in sections["What happened"].rows
    ]


def test_copy_holds_no_secret(tom):
    whole = json.dumps([one.rows for one in personal_data.copy_for(tom)], default=str)

    assert "gAAAA" not in whole
    assert SignInCode.objects.first().code_hash not in whole


def test_copy_is_about_nobody_else(tom, cast):
    consent.give(
        cast.rhys, purpose="share.mobile", scope="group:1", wording="w", method=Method.ROOM, by=cast.sam
    )
    whole = json.dumps([one.rows for one in personal_data.copy_for(tom)], default=str)

    for other in (cast.rhys, cast.maria, cast.gwen):
        assert other.last_name not in whole
        assert other.email not in whole


def test_copy_can_be_read_and_saved(client, cast):
    by_code(client, cast.dev)

    page = client.get("/you/copy/").content.decode()
    saved = client.get("/you/copy/file/")

    assert "Your account" in page
    assert cast.dev.email in page
    assert saved["Content-Disposition"] == 'attachment; filename="my-follow-on-copy.json"'
    titles = [section["title"] for section in saved.json()["sections"]]
    assert titles[0] == "Your account"
    assert Happened.objects.filter(name="people.copy.taken", about=f"person:{cast.dev.pk}").count() == 1


def test_every_holding_says_for_how_long(db):
    for holding in personal_data.holdings():
        assert all([holding.title, holding.keep, holding.fields]), holding.model


def test_every_model_about_people_is_registered(db):
    # A column such as `recorded_by` says who did it; that account is emptied with the rest, and nothing more is kept.
    about_people = {
        model._meta.label
        for label in (*OURS, "notifications", "pmp", "groups")
        for model in apps.get_app_config(label).get_models()
        if any(
            field.related_model is User and not f"_{field.name}".endswith("_by")
            for field in model._meta.get_fields()
            if not field.auto_created
        )
    }
    registered = {holding.model for holding in personal_data.holdings()}

    assert about_people <= registered
    assert {"people.User", "audit.Event", "sessions.Session"} <= registered


def test_one_model_is_registered_once():
    other = personal_data.Holding(model="people.User", title="Another", fields=("first_name",), keep="never")

    with pytest.raises(ValueError, match="registered twice"):
        personal_data.register(other)


# ── Asking to be deleted ────────────────────────────────────────────────────────────────────────────────────────


def test_deletion_waits_seven_days_and_says_so(client, cast):
    with time_machine.travel("2026-03-27T10:00:00Z", tick=False):
        by_code(client, cast.dev)
        page = client.get("/you/delete/").content.decode()
        response = client.post("/you/delete/")
        hub = client.get("/you/").content.decode()

        assert "nhsuk-panel--interruption" in page
        assert response.url == "/you/"
        assert "Your details will be deleted on Friday 3 April" in hub
        notice = Message.objects.get(kind="account-notice")
        assert notice.payload == {"what": "leaving", "day": "Fri 3 April"}


def test_asking_twice_moves_nothing(cast):
    first = accounts.ask_to_erase(cast.dev, by=cast.dev).closing_at
    with clock.moved_to(clock.now() + timedelta(days=3)):
        second = accounts.ask_to_erase(cast.dev, by=cast.dev).closing_at

    assert first == second
    assert Happened.objects.filter(name="people.deletion.asked").count() == 1


def test_changing_ones_mind_keeps_everything(client, cast):
    by_code(client, cast.dev)
    client.post("/you/delete/")

    page = client.post("/you/delete/keep/", follow=True).content.decode()

    assert "Nothing will be deleted" in page
    with clock.moved_to(clock.now() + timedelta(days=8)):
        assert leaving.erase_who_asked() == 0
    assert User.objects.get(pk=cast.dev.pk).first_name == "Dev"


def test_keeping_what_was_never_to_go_writes_nothing(cast):
    accounts.keep_account(cast.dev, by=cast.dev)

    assert not Happened.objects.exists()


def test_not_a_minute_before_seven_days(cast):
    with time_machine.travel("2026-03-27T10:00:00Z", tick=False) as now:
        accounts.ask_to_erase(cast.dev, by=cast.dev)
        now.shift(timedelta(days=7, minutes=-1))
        leaving.erase_who_asked()
        assert User.objects.get(pk=cast.dev.pk).first_name == "Dev"
        now.shift(timedelta(minutes=1))
        leaving.erase_who_asked()
        assert User.objects.get(pk=cast.dev.pk).first_name == ""


def test_team_is_not_deleted_while_they_work_here(client, cast):
    with pytest.raises(accounts.WorksHere):
        accounts.ask_to_erase(cast.sam, by=cast.sam)
    with pytest.raises(accounts.WorksHere):
        accounts.erase(cast.sam, by=Job("test"))


def test_who_began_to_work_here_meanwhile_is_left(cast):
    User.objects.filter(pk=cast.sam.pk).update(closing_at=clock.now())

    assert leaving.erase_who_asked() == 0
    assert User.objects.get(pk=cast.sam.pk).first_name == "Sam"


def test_one_that_fails_does_not_keep_the_others(cast, monkeypatch):
    for person in (cast.dev, cast.tom):
        User.objects.filter(pk=person.pk).update(closing_at=clock.now())
    real = accounts.erase
    broken = cast.dev.pk

    def erase(person, *, by):
        if person.pk == broken:
            raise RuntimeError("broken")
        return real(person, by=by)

    monkeypatch.setattr(accounts, "erase", erase)

    assert leaving.erase_who_asked() == 1
    assert User.objects.get(pk=cast.tom.pk).is_erased


# ── Deleting ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_word_of_the_person_is_left_in_these_tables(client, tom):
    by_code(type(client)(), tom)
    said = words_of(tom)
    before = everything_in(*OURS)
    assert all(word in before for word in said)

    accounts.erase(tom, by=Job("test"))

    after = everything_in(*OURS)
    assert [word for word in said if f'"{word}"' in after] == []
    assert tom.email not in after
    assert tom.mobile not in after


def test_counts_stay(client, tom):
    people, lines, events = User.objects.count(), Consent.objects.count(), Happened.objects.count()

    accounts.erase(tom, by=Job("test"))

    assert User.objects.count() == people
    assert Consent.objects.count() == lines
    assert Happened.objects.count() == events + 1


def test_erased_person_is_signed_out_and_a_stranger(client, cast):
    by_code(client, cast.dev)
    mobile = cast.dev.mobile
    accounts.erase(cast.dev, by=Job("test"))

    assert client.get("/you/").status_code == 302
    Message.objects.all().delete()
    ask(type(client)(), mobile)
    assert not Message.objects.exists()


def test_erasing_twice_changes_nothing_more(tom):
    accounts.erase(tom, by=Job("test"))
    when = User.objects.get(pk=tom.pk).erased_at

    accounts.erase(tom, by=Job("test"))

    assert Happened.objects.filter(name="people.account.erased").count() == 1
    assert User.objects.get(pk=tom.pk).erased_at >= when


def test_erasing_one_of_two_who_share_a_phone_leaves_the_other(client, cast):
    accounts.erase(cast.maria, by=Job("test"))

    ask(client, cast.ana.mobile)

    assert Message.objects.get(kind="sign-in-code").person == cast.ana


def test_erasing_is_all_or_nothing(cast, monkeypatch):
    def broken(person):
        raise RuntimeError("broken")

    holding = personal_data.Holding(
        model="people.Consent", title="What you have agreed to", fields=("person",), keep="x", erase=broken
    )
    monkeypatch.setitem(personal_data._holdings, "people.Consent", holding)
    with pytest.raises(RuntimeError), transaction.atomic():
        accounts.erase(cast.tom, by=Job("test"))

    assert User.objects.get(pk=cast.tom.pk).first_name == "Tom"


# ── Retention ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_retention_drops_what_is_over_its_time_and_nothing_else(client, cast):
    ask(client, cast.tom.mobile)
    with clock.moved_to(clock.now() + timedelta(days=2, minutes=1)):
        ask(type(client)(), cast.dev.mobile)
        dropped = leaving.keep_to_retention()

    assert dropped["people.SignInCode"] == 1
    assert SignInCode.objects.get().person == cast.dev


def test_dry_run_counts_and_changes_nothing(client, cast):
    ask(client, cast.tom.mobile)
    out = StringIO()
    with time_machine.travel(clock.now() + timedelta(days=3)):
        call_command("retention", "--dry-run", stdout=out)
        assert SignInCode.objects.count() == 1
        assert "1 rows would be dropped" in out.getvalue() or "2 rows would be dropped" in out.getvalue()
        assert "people.SignInCode" in out.getvalue()
        call_command("retention", stdout=out)

    assert not SignInCode.objects.exists()


def test_retention_forgets_ended_sessions(client, cast):
    by_code(client, cast.tom)
    with time_machine.travel(clock.now() + timedelta(days=91)):
        dropped = leaving.keep_to_retention()

    assert dropped["usersessions.UserSession"] == 1
    assert dropped["sessions.Session"] >= 1
    assert not Session.objects.filter(expire_date__lt=clock.now() + timedelta(days=90)).exists()


def test_audit_trail_is_kept_for_eight_years_and_then_let_go(cast):
    with clock.moved_to(clock.now() - timedelta(days=2923)), transaction.atomic():
        recorder.record("people.account.opened", by=Job("test"), about=cast.tom)
    with clock.moved_to(clock.now() - timedelta(days=2900)), transaction.atomic():
        recorder.record("people.account.opened", by=Job("test"), about=cast.dev)

    assert leaving.keep_to_retention()["audit.Event"] == 1
    assert Happened.objects.get(name="people.account.opened").about == f"person:{cast.dev.pk}"
