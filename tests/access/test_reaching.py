"""Reaching for what is not yours with a hand-made form, a token, or after your time."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse

from followon import clock
from followon.people.models import User
from groups.actions import members
from groups.models import Group, Meeting, Meetup, MeetupAsked, MeetupSite, Place
from notifications.models import Link
from notifications.models.link import ALPHABET, PREFIXES
from pmp.models import Cohort, Enrolment, Handover, Post, Service
from pmp.states import HandoverState
from tests.access.addresses import addresses
from tests.access.asking import WHILE_LOOKING, letter
from tests.fuzz.forms import Forms

pytestmark = pytest.mark.django_db
EVERY = {name: pattern for name, _, pattern in addresses()}


@pytest.fixture(scope="module")
def forms(world, door):
    return Forms(world, door)


# Hand-made forms ───────────────────────────────────────────────────────────────────────────────────────────────────


def of_tamar(stage):
    """One of each thing that belongs to another service, and to a stranger of another group."""
    yield stage.tamar
    yield from (stage.piran, stage.olive, stage.posts["olive"], stage.tamar_group)
    yield stage.membership(stage.piran)
    yield stage.membership(stage.rhys)
    for model, found in (
        (Place, {"service": stage.tamar}), (Cohort, {"service": stage.tamar}), (Enrolment, {"person": stage.piran}),
        (Handover, {"cohort__service": stage.tamar}), (Meeting, {"group": stage.tamar_group}),
        (Meeting, {"group": stage.harbour}), (Meetup, {"service": stage.tamar}),
        (MeetupSite, {"meetup__service": stage.tamar}), (MeetupAsked, {"person": stage.piran}),
    ):  # fmt: skip
        yield model.objects.filter(**found).order_by("pk")[0]


def ties(things):
    """Each thing as it stands, and how many rows of each kind hang on it."""
    found = {}
    for thing in things:
        name = f"{thing._meta.label} {thing.pk}"
        found[name] = type(thing)._base_manager.filter(pk=thing.pk).values().get()
        for relation in thing._meta.related_objects:
            if relation.related_model._meta.label != "usersessions.UserSession" and not relation.many_to_many:
                rows = relation.related_model._base_manager.filter(**{relation.field.name: thing.pk})
                found[f"{name} ← {relation.related_model._meta.label}.{relation.field.name}"] = rows.count()
        for relation in [one for one in thing._meta.related_objects if one.many_to_many]:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: thing.pk})
            found[f"{name} ⇠ {relation.related_model._meta.label}.{relation.field.name}"] = rows.count()
    return found


def sent_by(form, *, instead):
    """What a browser would send, each choice and number replaced by another key where `instead` has one."""
    data = {}
    for name, values in form.fields.items():
        value = values[-1] if values else ""
        data[name] = instead if value.isdigit() and instead else value
    return data


def test_no_form_ties_a_thing_of_another_service_or_group(world, door, forms):
    """Whatever number a form is sent with, nothing new hangs on what belongs to others, and none of it changes."""
    things = list(of_tamar(world.cast))
    before, asked = ties(things), 0
    for path, shown in forms.by_path.items():
        who, form = shown[0]
        if not any(value.isdigit() for values in form.fields.values() for value in values):
            continue
        for number in {str(thing.pk) for thing in things}:
            with door.undone(who) as (client, _):
                client.post(path, sent_by(form, instead=number))
                after, asked = ties(things), asked + 1
                assert after == before, f"{who} sent {number} to {path}: {changes(before, after)}"
    assert asked > 100  # there were forms to try


def changes(before, after):
    return {name: (before[name], after[name]) for name in before if before[name] != after[name]}


def test_no_form_takes_fields_it_does_not_show(world, door, forms):
    """Nobody is made more than they are by a field that was added to a form."""
    stage = world.cast
    extra = {
        "service": stage.tamar.pk, "role": "COORDINATOR", "is_lead": "on", "person": stage.piran.pk, "state": "ENDED",
        "group": stage.tamar_group.pk, "group_id": stage.tamar_group.pk, "member": stage.membership(stage.rhys).pk,
        "post": stage.posts["olive"].pk, "tutor": stage.posts["olive"].pk, "cohort": 0, "by": stage.ife.pk,
        "user": stage.ife.pk, "is_staff": "on", "is_superuser": "on", "is_active": "", "erased_at": "2020-01-01",
        "method": "ROOM", "actor": "job:test", "pk": 1, "id": 1, "service_id": stage.tamar.pk, "job": "ORGANISER",
    }  # fmt: skip
    things, tries = list(of_tamar(stage)), 0
    before, powers = ties(things), who_may_what()
    for path, shown in forms.by_path.items():
        if path == "/team/from-home/":
            continue  # it changes all groups of its own service, that of the stranger among them
        who, form = shown[0]
        added = {name: value for name, value in extra.items() if name not in form.fields}
        with door.undone(who) as (client, _):
            client.post(path, sent_by(form, instead="") | added)
            tries += 1
            assert ties(things) == before, f"{who} at {path}: {changes(before, ties(things))}"
            if not path.startswith(("/team/staff/", "/team/services/")):
                posts, standing = who_may_what()
                assert posts == powers[0], f"{who} at {path}"
                assert standing[: len(powers[1])] == powers[1], f"{who} at {path}"  # a list may add patients
    assert tries > 60


def who_may_what():
    """Every post, and every account's standing."""
    standing = [name for name in ("is_staff", "is_superuser") if hasattr(User, name)]
    posts = Post.objects.order_by("pk").values_list(
        "pk", "person", "service", "role", "is_lead", "until_date"
    )
    return list(posts), list(User.objects.order_by("pk").values_list("pk", "is_active", *standing))


# Private links ─────────────────────────────────────────────────────────────────────────────────────────────────────

WITH_TOKEN = [name for name, route, _ in addresses() if "token>" in route]


def tokens(world):
    """One good token for each purpose."""
    for link in Link.objects.order_by("pk"):
        yield link.purpose, link.token


def opens(door, who, url):
    """The letters of looking and of pressing, and what was written."""
    for method in ("GET", "POST"):
        response, written = door.ask(who, method, url)
        yield letter(response), written, response


@pytest.mark.parametrize("name", WITH_TOKEN)
def test_a_link_opens_its_own_purpose_and_no_other(name, world, door):
    own = next(
        one for one, prefix in PREFIXES.items() if world.url(name, EVERY[name]).startswith(f"/{prefix}/")
    )
    others = {purpose: token for purpose, token in tokens(world) if purpose != own}
    assert len(others) >= 5
    for purpose, token in others.items():
        url = reverse(name, kwargs=world.arguments(name, EVERY[name]) | {"token": token})
        for who in ("nobody", "gwen", "nadia"):
            for meant, written, _ in opens(door, who, url):
                assert meant in "gum", f"a link for {purpose} opened {url} as {who}"
                assert written <= {"django_session"}, f"{url} as {who} wrote to {written}"


def spoilt(token):
    """A token with one letter more, less, changed, or in the other case, and what is no token at all."""
    other = ALPHABET[(ALPHABET.index(token[4]) + 1) % len(ALPHABET)]
    yield from (
        token[:-1],
        f"{token}1",
        token[:4] + other + token[5:],
        token.swapcase(),
        token[::-1],
        f"-{token}",
    )
    yield from ("1", "0" * 10, "x" * 64, "None", token.replace(token[0], "_", 1))


@pytest.mark.parametrize("name", WITH_TOKEN)
def test_a_token_that_is_not_quite_right_opens_nothing(name, world, door):
    arguments = world.arguments(name, EVERY[name])
    good, _, _ = next(opens(door, "nobody", reverse(name, kwargs=arguments)))
    assert good in "am"
    said = set()
    for token in spoilt(str(arguments["token"])):
        for meant, written, response in opens(
            door, "nobody", reverse(name, kwargs=arguments | {"token": token})
        ):
            assert meant in "gum", f"{name} with {token}"
            assert not written
            said.add(len(response.content) if meant == "g" else 0)
    assert len(said - {0}) <= 1  # the same words, whatever was wrong


@pytest.mark.parametrize("name", WITH_TOKEN)
def test_a_link_that_is_over_opens_nothing_and_neither_does_one_of_somebody_who_is_gone(name, world, door):
    arguments = world.arguments(name, EVERY[name])
    url = reverse(name, kwargs=arguments)
    link = next(one for one in Link.objects.all() if one.token == arguments["token"])
    for change in ("over", "gone"):
        with door.undone("nobody") as (client, written):
            if change == "over":
                Link.objects.filter(pk=link.pk).update(expires_at=clock.now() - timedelta(seconds=1))
            else:
                User.objects.filter(pk=link.person_id).update(is_active=False)
            before = written()
            for method in ("get", "post"):
                assert letter(getattr(client, method)(url)) in "gum", f"{method} {url} when {change}"
            assert written() == before


# When one's time is over ───────────────────────────────────────────────────────────────────────────────────────────


def answers(door, who, names, world):
    """Each of these addresses as somebody: (method, address, letter, written)."""
    for name in names:
        url = world.url(name, EVERY[name])
        for method in ("GET", "POST"):
            response, written = door.ask(who, method, url)
            yield method, url, letter(response), written


def nothing_opens(door, who, names, world, change, *, but=()):
    with door.undone("nobody"):
        change()
        for method, url, meant, written in answers(door, who, names, world):
            if url not in but:
                assert meant in "unm", f"{method} {url} as {who}: {meant}"
                assert written <= WHILE_LOOKING, f"{method} {url} as {who} wrote to {written}"


def names_under(*routes):
    return [name for name, route, _ in addresses() if route.startswith(routes)]


def test_whoever_has_left_finds_nothing_of_the_group(world, door):
    stage = world.cast
    left = reverse("groups:my_left", args=[stage.steppers.code])
    nothing_opens(
        door, "khadija", names_under("groups/<"), world,
        lambda: members.leave(stage.membership(stage.khadija), by=stage.khadija), but=[left],
    )  # fmt: skip


@pytest.mark.parametrize("who", ["sam", "ife", "nadia", "ruth"])
def test_whoever_has_no_post_any_more_finds_nothing_of_the_team(who, world, door):
    post = world.cast.posts[who]
    nothing_opens(
        door, who, names_under("team/"), world,
        lambda: Post.objects.filter(pk=post.pk).update(until_date=clock.today()),
    )  # fmt: skip


def test_the_tutor_whose_visits_are_over_finds_nothing_of_the_group(world, door):
    def change():
        Group.objects.filter(pk=world.cast.steppers.pk).update(tutor_until=clock.now() - timedelta(minutes=1))

    nothing_opens(door, "ruth", names_under("team/groups/<"), world, change)


@pytest.mark.parametrize("who", ["sam", "ife", "nadia"])
def test_after_the_handover_nobody_of_the_team_opens_a_patients_page(who, world, door):
    def change():
        Handover.objects.filter(cohort=world.cast.larkfield).update(
            state=HandoverState.HANDED_OVER, finished_at=clock.now() - timedelta(days=1)
        )

    one_person = [name for name in names_under("team/programmes/<") if "place_id" in str(EVERY[name].pattern)]
    assert len(one_person) >= 7
    nothing_opens(door, who, one_person, world, change)


def test_an_account_that_is_switched_off_opens_nothing(world, door):
    with door.undone("nobody"):
        User.objects.filter(pk=world.cast.gwen.pk).update(is_active=False)
        for method, url, meant, _ in answers(door, "gwen", names_under("home/", "groups/<", "you/"), world):
            assert meant in "sm", f"{method} {url}: {meant}"


def test_there_is_one_of_each_thing_to_reach_for(world):
    """A service, a person, a place, a post, a group, a meeting… each of another service or another group."""
    labels = {thing._meta.label for thing in of_tamar(world.cast)}
    assert labels >= {
        "pmp.Service",
        "people.User",
        "pmp.Post",
        "groups.Group",
        "groups.Membership",
        "groups.Place",
    }
    assert Service.objects.count() == 2
    assert all(apps.get_model(label) for label in labels)


# A phone left on a table ───────────────────────────────────────────────────────────────────────────────────────────

WANT_A_FRESH_SIGN_IN = {
    *("mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
    *("mfa_download_recovery_codes", "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn"),
    *(
        "people:my_mobile",
        "people:my_email",
        "people:my_address_removed",
        "people:my_copy",
        "people:my_copy_file",
    ),
    *("people:my_deletion", "notifications:team_messages_export", "pmp:team_enrolment_details"),
    *("notifications:team_big_send", "groups:team_group_contacts", "groups:team_meetup_ring"),
    *("pmp:team_handover_calls", "groups:team_joining"),
    *(
        "groups:team_research_file",
        "pmp:team_staff_new",
        "pmp:team_staff_stand_down",
        "pmp:team_staff_sign_out",
        "pmp:team_settings",
        "pmp:team_service_new",
    ),
}


def test_what_a_phone_left_on_a_table_does_not_open(world, door):
    """Signed in an hour ago: addresses, copies and the account itself, the team, exports and second steps ask again."""
    asked_again = set()
    for name, pattern in EVERY.items():
        for who in ("sam", "nadia", "maria"):
            with door.undone(who) as (client, _):
                session = client.session
                for proof in session["account_authentication_methods"]:
                    proof["at"] = (clock.now() - timedelta(hours=1)).timestamp()
                session.save()
                answers = client.get(world.url(name, pattern)), client.post(world.url(name, pattern))
                there = [answer.headers.get("Location", "") for answer in answers]
                if any(one.startswith("/account/reauthenticate/?next=") for one in there):
                    asked_again.add(name)

    assert asked_again == WANT_A_FRESH_SIGN_IN
