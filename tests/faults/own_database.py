"""A PostgreSQL of the case's own, as durable as in service, which it may kill, fill up and put back from a backup."""

import contextlib
import os
import signal
import subprocess

import psycopg2
from django.db import connection

from followon.embedded import binaries, engines


class OwnDatabase:
    """While it is in use, this process and the workers it starts work there."""

    def __init__(self, world, home):
        self.world, self.home = world, home
        self.before = dict(connection.settings_dict)
        self.start()
        engines.make_database(home)
        self._give_it_our_tables()
        connection.close()
        connection.settings_dict.update(self.where)

    @property
    def where(self):
        return {"HOST": str(self.home), "PORT": "", "NAME": "followon", "USER": "followon", "PASSWORD": ""}

    def start(self):
        self.child = engines.postgres(self.home / "data", self.home, self.home / "postgres.log")
        self.child.start()
        self.child.wait_until_ready()

    def restart(self, how):
        """Fast lets nobody finish; immediate is as if the machine had lost power."""
        self.child.process.send_signal({"fast": signal.SIGINT, "immediate": signal.SIGQUIT}[how])
        self.child.process.wait(60)
        connection.close()
        self.start()

    def backup(self):
        """A dump, as it is made every hour."""
        kept = self.home / "backup.dump"
        self._run("pg_dump", "--format=custom", "--dbname", self.url, "--file", kept)
        return kept

    def put_back(self, kept):
        """Into a new database of the same name, as the guide says."""
        connection.close()
        engines.make_database(self.home, afresh=True)
        self._run("pg_restore", "--no-owner", "--dbname", self.url, kept)

    @contextlib.contextmanager
    def full(self):
        """Every connection taken."""
        held = []
        try:
            with contextlib.suppress(psycopg2.OperationalError):
                while True:
                    held.append(psycopg2.connect(self.url))
            yield len(held)
        finally:
            for one in held:
                one.close()

    def end(self):
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(self.before)
        self.child.clear()

    @property
    def url(self):
        return f"host={self.home} user=followon dbname=followon"

    def _give_it_our_tables(self):
        there = {"host": "HOST", "port": "PORT", "user": "USER", "dbname": "NAME"}
        words = [f"{word}={self.before[name]}" for word, name in there.items() if self.before.get(name)]
        environ = {**os.environ, "PGPASSWORD": str(self.before.get("PASSWORD") or "")}
        tables = self._run("pg_dump", "--schema-only", "--no-owner", "--dbname", " ".join(words), env=environ)
        self._run("psql", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", self.url, input=tables)

    def _run(self, program, *words, **more):
        done = subprocess.run(
            [binaries.postgres() / program, *map(str, words)],
            capture_output=True,
            text=True,
            timeout=120,
            **more,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout
