"""A form sent twice counts once, and the second press goes where the first one went."""

import threading

import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.template import Context, Template

from followon.web import once


@pytest.fixture
def calls():
    return []


@pytest.fixture
def view(calls):
    @once.once
    def book(request):
        calls.append(request.POST.get("name"))
        if not request.POST.get("name"):
            return HttpResponse("Enter a name")
        return HttpResponseRedirect(f"/places/{len(calls)}/")

    return book


def send(rf, view, **data):
    return view(rf.post("/places/new/", data))


@pytest.mark.parametrize("key", ["a\r\nb", "x" * 64, "🫠", "\x00", "a b"])
def test_a_key_from_outside_is_never_a_key_of_the_cache_as_it_is(rf, view, calls, key):
    first, second = (send(rf, view, name="Hall", **{once.FIELD: key}) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert calls == ["Hall"]


def test_the_second_press_goes_where_the_first_went(rf, view, calls):
    key = once.new_key()
    first = send(rf, view, name="Hall", **{once.FIELD: key})
    second = send(rf, view, name="Hall", **{once.FIELD: key})

    assert first.headers["Location"] == second.headers["Location"] == "/places/1/"
    assert calls == ["Hall"]


def test_another_showing_of_the_form_is_another_wish(rf, view, calls):
    for _ in range(2):
        send(rf, view, name="Hall", **{once.FIELD: once.new_key()})
    assert calls == ["Hall", "Hall"]


def test_the_same_form_from_another_person_on_the_same_device_is_another_wish(rf, view, calls, settings):
    key = {once.FIELD: once.new_key()}
    for session in ("of-gwen", "of-rhys"):
        rf.cookies[settings.SESSION_COOKIE_NAME] = session
        send(rf, view, name=session, **key)
        send(rf, view, name=session, **key)

    assert calls == ["of-gwen", "of-rhys"]


def test_a_form_with_errors_may_be_sent_again(rf, view, calls):
    key = once.new_key()
    assert send(rf, view, **{once.FIELD: key}).text == "Enter a name"
    assert send(rf, view, name="Hall", **{once.FIELD: key}).status_code == 302
    assert calls == [None, "Hall"]


def test_a_view_that_broke_may_be_tried_again(rf):
    tries = []

    @once.once
    def unlucky(request):
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError("the line went down")
        return HttpResponseRedirect("/done/")

    key = {once.FIELD: once.new_key()}
    with pytest.raises(RuntimeError):
        unlucky(rf.post("/x/", key))
    assert unlucky(rf.post("/x/", key)).headers["Location"] == "/done/"


def test_two_at_the_same_moment(rf):
    inside, go_on = threading.Event(), threading.Event()
    ran = []

    @once.once
    def slow(request):
        ran.append(1)
        inside.set()
        go_on.wait(5)
        return HttpResponseRedirect("/done/")

    key = {once.FIELD: once.new_key()}
    answers = []
    presses = [threading.Thread(target=lambda: answers.append(slow(rf.post("/x/", key)))) for _ in range(2)]
    presses[0].start()
    assert inside.wait(5)
    presses[1].start()
    go_on.set()
    for press in presses:
        press.join(10)

    assert [answer.headers["Location"] for answer in answers] == ["/done/", "/done/"]
    assert ran == [1]


def test_a_key_is_good_for_one_address_only(rf, view, calls):
    key = once.new_key()
    send(rf, view, name="Hall", **{once.FIELD: key})
    view(rf.post("/other/", {"name": "Hall", once.FIELD: key}))
    assert len(calls) == 2


def test_without_a_key_or_a_cache_the_view_runs_as_ever(rf, view, calls, settings):
    send(rf, view, name="Hall")
    settings.CACHES = {
        "default": {
            "BACKEND": "followon.cache.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"socket_connect_timeout": 0.2},
        }
    }
    assert send(rf, view, name="Hall", **{once.FIELD: "k"}).status_code == 302
    assert calls == ["Hall", "Hall"]


def test_looking_at_a_page_is_never_held_back(rf, view, calls):
    assert view(rf.get("/places/new/")).text == "Enter a name"


def test_each_showing_has_a_key_of_its_own():
    tag = Template("{% load components %}{% form_key %}")
    first, second = tag.render(Context()), tag.render(Context())

    assert 'type="hidden" name="form-key"' in first
    assert first != second
