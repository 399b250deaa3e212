import stat
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection

from followon.embedded.addresses import addresses, local_secret_key, make_runtime


def test_addresses_are_the_same_each_time_and_differ_between_checkouts():
    first, again = addresses(Path("/srv/one"), {}), addresses(Path("/srv/one"), {})
    other = addresses(Path("/srv/two"), {})

    assert first == again
    assert {first.database_url, first.redis_url, first.standin_url}.isdisjoint(
        {other.database_url, other.redis_url, other.standin_url}
    )


def test_a_socket_path_fits_however_deep_the_checkout_is():
    deep = addresses(Path("/srv" + "/very-long-name" * 40), {})

    assert len(f"{deep.runtime}/.s.PGSQL.5432") < 107


def test_ports_can_be_moved_when_somebody_else_has_them():
    moved = addresses(Path("/srv/one"), {"FOLLOWON_STANDIN_PORT": "7001", "FOLLOWON_SMTP_PORT": "7002"})

    assert (moved.standin_url, moved.smtp_host, moved.smtp_port) == (
        "http://127.0.0.1:7001",
        "127.0.0.1",
        7002,
    )


def test_the_folder_for_sockets_is_private(tmp_path):
    made = make_runtime(tmp_path / "sockets")

    assert stat.S_IMODE(made.stat().st_mode) == 0o700


def test_a_folder_that_others_can_enter_is_refused(tmp_path):
    (tmp_path / "sockets").mkdir(mode=0o755)

    with pytest.raises(PermissionError, match="not a private folder"):
        make_runtime(tmp_path / "sockets")


def test_a_link_somebody_laid_in_wait_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "sockets").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(PermissionError, match="not a private folder"):
        make_runtime(tmp_path / "sockets")


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    key = local_secret_key(tmp_path)

    assert local_secret_key(tmp_path) == key
    assert len(key) >= 50
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert [found.name for found in tmp_path.iterdir()] == ["secret-key"]


@pytest.mark.django_db
def test_the_tests_have_a_postgresql_and_a_valkey_of_their_own():
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        fsync = cursor.fetchone()

    cache.set("a", "kept")
    assert fsync == ("off",)
    assert cache.get("a") == "kept"
