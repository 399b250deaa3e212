"""How many came stands on the meeting, whether they were named or only counted."""

from django.db import migrations, models

# Until now a count of names, where there was one, went before a number given alone.
COUNT_THE_NAMED = """
    UPDATE groups_meeting SET came = named.number
    FROM (SELECT meeting_id, count(*) AS number FROM groups_attendance WHERE came GROUP BY meeting_id) AS named
    WHERE named.meeting_id = groups_meeting.id
"""


class Migration(migrations.Migration):
    dependencies = [("groups", "0015_meetup_words")]

    operations = [
        migrations.RenameField("meeting", "headcount", "came"),
        migrations.AlterField(
            "meeting",
            "came",
            models.PositiveSmallIntegerField(
                blank=True,
                help_text="How many came, by their names or by a number alone; empty: not known",
                null=True,
            ),
        ),
        migrations.RunSQL(COUNT_THE_NAMED, migrations.RunSQL.noop),
    ]
