"""The cache: one client, made once."""

from django.core.cache import caches


def test_every_question_goes_through_the_same_client():
    client = caches["default"]._cache

    assert client.get_client("a") is client.get_client("b", write=True)


def test_what_was_set_is_there_until_it_is_deleted():
    cache = caches["default"]

    cache.set("kept", {"one": 1}, 5)
    assert cache.get("kept") == {"one": 1}

    cache.delete("kept")
    assert cache.get("kept") is None
