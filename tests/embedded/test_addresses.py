def test_database_is_ours(db):
    from django.db import connection
    from django.core.cache import cache

    cache.set("a", 1)
    assert cache.get("a") == 1
    with connection.cursor() as c:
        c.execute("select version()")
        print(c.fetchone(), connection.settings_dict["HOST"])
