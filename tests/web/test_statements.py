"""Statements that PostgreSQL keeps: sent whole once, then by name, over the connection that keeps them."""

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from followon.people.models import User
from followon.prepared import prepared
from followon.statements import Statement
from tests import cast

pytestmark = pytest.mark.django_db


def called(first_name):
    """A query that nobody has asked before: the people of this first name and the last name that is given."""

    @prepared
    def with_last_name(last_name: str):
        people = User.objects.filter(first_name=first_name, last_name=last_name)
        return people.exclude(email__contains="%").order_by("pk")

    return with_last_name


@pytest.fixture
def called_ana():
    return called("Ana")


def sent(ask):
    """What `ask` sends to PostgreSQL."""
    with CaptureQueriesContext(connection) as seen:
        ask()
    return [query["sql"] for query in seen.captured_queries]


def test_what_is_asked_again_goes_by_name_with_what_differs(called_ana):
    ana = cast.person("Ana", "Costa")
    first, again, other = (sent(lambda name=name: called_ana(name)) for name in ("Costa", "Costa", "Reed"))

    assert [sql.split()[0] for sql in (*first, *again, *other)] == ["SELECT", "EXECUTE", "EXECUTE"]
    assert "('Costa')" in again[0]
    assert "('Reed')" in other[0]
    assert called_ana("Costa") == [ana]
    assert called_ana("Reed") == []


def test_preparing_is_no_statement_of_the_page(called_ana, django_assert_num_queries):
    for _ in range(3):
        with django_assert_num_queries(1):
            called_ana("Costa")


def test_a_value_of_the_query_itself_is_part_of_the_statement(called_ana):
    """The same SQL with "Bill" in it is another statement, and a percent sign stays one."""

    called_bill = called("Bill")
    ana, bill = cast.person("Ana", "Costa"), cast.person("Bill", "Costa")

    for _ in range(3):
        assert called_ana("Costa") == [ana]
        assert called_bill("Costa") == [bill]


def test_each_page_of_a_list_and_its_number_are_kept(called_ana):
    people = [cast.person("Ana", "Costa", email=f"ana{number}@example.org") for number in range(5)]

    for _ in range(3):
        for asked, shown in (("1", people[:2]), ("2", people[2:4]), ("3", people[4:])):
            page = called_ana.paged("Costa").page(asked, 2)
            assert list(page.object_list) == shown
            assert page.paginator.count == 5


def test_a_transaction_that_is_given_up_takes_no_statement_along(called_ana):
    ana = cast.person("Ana", "Costa")
    called_ana("Costa")
    with transaction.atomic():
        called_ana("Costa")
        transaction.set_rollback(True)

    assert called_ana("Costa") == [ana]


def test_nothing_is_prepared_in_a_transaction_that_is_broken(called_ana):
    called_ana("Costa")
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            called_ana("Costa")


@pytest.mark.django_db(transaction=True)
def test_another_connection_begins_anew(called_ana):
    for _ in range(3):
        called_ana("Costa")
    connection.close()

    assert [sent(lambda: called_ana("Costa"))[0].split()[0] for _ in range(2)] == ["SELECT", "EXECUTE"]


def test_nothing_is_kept_behind_a_pooler_that_hands_sessions_around(called_ana, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)

    assert {sent(lambda: called_ana("Costa"))[0].split()[0] for _ in range(3)} == {"SELECT"}


def test_sql_of_our_own_is_kept_with_the_types_it_says():
    """A list of nothing but unknowns has a type only because the statement says which."""
    most = Statement("tests.most", "SELECT max(one), count(*), %s FROM unnest(%s::smallint[]) AS given(one)")

    def ask(name, numbers):
        with connection.cursor() as cursor:
            cursor.execute(*most.sent(name, numbers))
            return cursor.fetchone()

    asked = [("Ana", [3, 5]), ("Bill", [None, None]), ("Gwen", []), ("50 %s", [7])]
    first = sent(lambda: ask("Ana", [1]))
    answers = [ask(*one) for one in asked]
    by_name = sent(lambda: ask("Ana", [2]))

    assert answers == [(5, 2, "Ana"), (None, 2, "Bill"), (None, 0, "Gwen"), (7, 1, "50 %s")]
    assert first[0].startswith("SELECT max")
    assert by_name[0].startswith('EXECUTE "tests.most')
