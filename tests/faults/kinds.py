"""A message that takes its worker with it."""

import os
import signal

from notifications.kinds import MessageKind, register


@register
class Killer(MessageKind):
    """As when putting it into words takes more memory than there is."""

    slug = "test-killer"
    label = "A message that kills"
    by_hand = False

    def sample(self):
        return {"text": "never"}

    def context(self, message):
        if "FAULTS_CLOCK" in os.environ:  # in the suite's own workers, nowhere else
            os.kill(os.getpid(), signal.SIGKILL)
        return self.sample()
