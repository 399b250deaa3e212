"""Bring the database and the static files up to date; part of `up`, which cannot hold Django in memory for so long."""

import hashlib
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from followon.embedded.addresses import DATA
from followon.embedded.programs import NOBODY_IS_HERE


class Command(BaseCommand):
    """Migrate, collect static files, and end with code 3 when nobody is here yet."""

    help = __doc__ or ""
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What may be said after `prepare`."""
        parser.add_argument(
            "--when-told", action="store_true", help="begin when the input ends: the database is starting"
        )

    def handle(self, *, when_told: bool, **options: Any) -> None:
        """Do what is to be done, and no more."""
        if when_told:
            MigrationLoader(None)  # reads every migration in the meantime
            sys.stdin.read()
        migrate()
        collect_static_files()
        if not get_user_model().objects.exists():
            sys.exit(NOBODY_IS_HERE)


def migrate() -> None:
    """Bring the tables up to date, if they are not."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def collect_static_files() -> None:
    """Collect, hash and compress the static files, if one of them changed since the last time."""
    files = hashlib.sha256(f"{settings.STATIC_ROOT} {settings.STORAGES['staticfiles']}".encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            files.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    stamp = DATA / "staticfiles.stamp"
    if not stamp.exists() or stamp.read_text() != files.hexdigest():
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(files.hexdigest())
