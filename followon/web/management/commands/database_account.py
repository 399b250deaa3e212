"""`manage.py database_account`: the database account of the service gets the rights it needs, and no more.

Run by the account that makes the tables, after each `migrate`; `SERVICE_DATABASE_URL` is how the service will connect.
Whoever gets hold of a web process can then change what the service can, and cannot take the history's lock away, run
programs or make accounts (ASVS 5.0, 13.2.2).
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from psycopg2 import sql

from followon.env import env

WITHOUT = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
RIGHTS = (
    "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {account}",
    "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {account}",
    "REVOKE CREATE ON SCHEMA public FROM {account}",
    "GRANT USAGE ON SCHEMA public TO {account}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {account}",
    "GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {account}",
    "REVOKE UPDATE ON audit_event FROM {account}",  # history is added to, and let go of after eight years
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {account}",
)


class Command(BaseCommand):
    help = "Give the account in SERVICE_DATABASE_URL what the service needs, and no more. After each migrate."

    def handle(self, *args: Any, **options: Any) -> None:
        if not env.str("SERVICE_DATABASE_URL", default=""):
            raise CommandError("Set SERVICE_DATABASE_URL to how the service will connect.")
        wanted = env.db_url("SERVICE_DATABASE_URL")
        name, password = wanted["USER"], wanted["PASSWORD"]
        if not name or not password or name == connection.settings_dict["USER"]:
            raise CommandError("Give the service an account of its own, with a password.")
        with transaction.atomic():
            _account(name, password)
        self.stdout.write(f"The account {name} reads and writes rows, and nothing else.")


def _account(name: str, password: str) -> None:
    account = sql.Identifier(name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = %s", [name])
        verb = sql.SQL("ALTER" if cursor.fetchone()[0] else "CREATE")
        known = sql.SQL("{} ROLE {} {} PASSWORD {}")
        cursor.execute(known.format(verb, account, sql.SQL(WITHOUT), sql.Literal(password)))
        for right in RIGHTS:
            cursor.execute(sql.SQL(right).format(account=account))
