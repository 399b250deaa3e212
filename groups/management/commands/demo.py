"""Load a believable demo service into an empty database; `manage.py up` does it the first time."""

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from groups.demo import story
from groups.demo.post_office import open_post_office


class Command(BaseCommand):
    """Tell the whole story through the actions, at moved clocks, with stand-ins for the networks' edge."""

    help = __doc__ or ""

    def handle(self, **options: Any) -> None:
        if not settings.FOLLOWON_DEMO:
            raise CommandError("The demo is for `manage.py up`: here the messages would go to real people.")
        state = Path(settings.BASE_DIR) / ".data" / "standin"
        shutil.rmtree(state, ignore_errors=True)  # what phones of an earlier, emptied demo held
        with open_post_office(state) as post:
            try:
                told = story.tell(post)
            except story.AlreadyTold as refusal:
                raise CommandError(str(refusal)) from refusal
        self.stdout.write(told)
