"""JobSlot: a periodic job did its work for one slot, once; Heartbeat: when a job last got through."""

from django.db import connection, models

from followon import clock

_TAKE = "INSERT INTO notifications_job_slot (job, slot, at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"


class JobSlotManager(models.Manager["JobSlot"]):
    """Taking slots."""

    def take(self, job: str, slot: str) -> bool:
        """Whether this run of the job is the first for the slot; everybody after it hears no."""
        made = JobSlot(job=job, slot=slot)
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [made.job, made.slot, made.at])
            return bool(cursor.rowcount == 1)


class JobSlot(models.Model):
    """One run of a periodic job for one slot of time: two beats do not make two runs."""

    job = models.CharField(max_length=60)
    slot = models.CharField(max_length=40)
    at = models.DateTimeField(default=clock.now)

    objects = JobSlotManager()

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
