"""The whole product running on this machine; see `followon/up.py`, which manage.py calls before Django is read."""

from django.core.management.base import BaseCommand

from followon import up


class Command(BaseCommand):
    """Stands in the list of commands; whatever is said after it is read by `followon.up`."""

    help = up.Up.__doc__ or ""
    requires_system_checks = ()

    def run_from_argv(self, argv: list[str]) -> None:
        """Run until told to stop."""
        up.main(argv[2:])
