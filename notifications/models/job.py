"""JobSlot: a periodic job did its work for one slot, once; Heartbeat: when a job last got through."""

from django.db import models

from followon import clock


class JobSlot(models.Model):
    """One run of a periodic job for one slot of time: two beats do not make two runs."""

    job = models.CharField(max_length=60)
    slot = models.CharField(max_length=40)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "notifications_job_slot"
        constraints = (models.UniqueConstraint(fields=["job", "slot"], name="job_slot_once"),)
        indexes = (models.Index(fields=["at"], name="job_slot_at"),)

    def __str__(self) -> str:
        return f"{self.job} {self.slot}"


class Heartbeat(models.Model):
    """The last time a job got through, so that silence can be noticed."""

    job = models.CharField(max_length=60, primary_key=True)
    last_ok = models.DateTimeField()

    class Meta:
        db_table = "notifications_heartbeat"

    def __str__(self) -> str:
        return f"{self.job} at {self.last_ok:%H:%M:%S}"
