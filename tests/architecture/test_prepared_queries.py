"""PostgreSQL can keep every query and statement that is to be kept: it knows the type of each of their values."""

import gc
from importlib import import_module

import pytest
from django.conf import settings
from django.db import connection

from followon import statements
from followon.prepared import Prepared
from followon.statements import Statement

PARTS = ("followon", "groups", "pmp", "notifications")


def sources():
    """The modules that say @prepared, and how often."""
    for part in PARTS:
        for path in sorted((settings.BASE_DIR / part).rglob("*.py")):
            lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
            if any(line.startswith("from followon.prepared import") for line in lines):
                name = ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts)
                yield name.removesuffix(".__init__"), lines.count("@prepared")


MODULES = dict(sources())


def prepared_queries():
    """Each of them, those inside a function included, for they are made once too."""
    for name in MODULES:
        import_module(name)
    found = [one for one in gc.get_objects() if type(one) is Prepared and one.__module__ in MODULES]
    return sorted(found, key=lambda one: (one.__module__, one.__qualname__))


QUERIES = prepared_queries()


def test_they_were_all_found():
    assert len(QUERIES) >= sum(MODULES.values()) > 50


@pytest.mark.django_db
@pytest.mark.parametrize("query", QUERIES, ids=lambda one: f"{one.__module__}.{one.__qualname__}")
def test_postgresql_can_keep_it(query):
    """First it is sent whole and later by name: a value whose type cannot be told would fail only then."""
    whole = query.put_together()
    statements.kept(connection, whole, whole.title, whole.sql, whole.parameters)

    by_name = statements.kept(connection, whole, whole.title, whole.sql, whole.parameters)
    assert by_name.startswith('EXECUTE "')
    assert "(SELECT unnest(" not in whole.sql  # several are looked up by = ANY, however Django writes its IN


def our_own_sql():
    """Every statement of our own that is to be kept."""
    for path in (path for part in PARTS for path in (settings.BASE_DIR / part).rglob("*.py")):
        if "import Statement" in path.read_text(encoding="utf-8"):
            import_module(".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts))
    found = [one for one in gc.get_objects() if type(one) is Statement]
    return sorted((one for one in found if one.title.startswith(PARTS)), key=lambda one: one.title)


SQL = our_own_sql()


def test_our_own_sql_was_found():
    assert len(SQL) > 4


@pytest.mark.django_db
@pytest.mark.parametrize("statement", SQL, ids=lambda one: one.title)
def test_postgresql_can_keep_our_own_sql(statement):
    nothing = [None] * statement.sql.count("%s")
    statement.sent(*nothing)

    by_name, values = statement.sent(*nothing)
    assert by_name.startswith('EXECUTE "')
    assert by_name.count("%s") == len(values)
