"""What is kept of a private link's token becomes a keyed hash; links that were sent go on working."""

from django.db import migrations
from django.utils.crypto import salted_hmac

AT_ONCE = 1000


def key_them(apps, schema_editor):
    """Put our key over each stored SHA-256, as `notifications.models.link` does; once, or no link would be found."""
    Link = apps.get_model("notifications", "Link")
    rows = Link.objects.only("token_hash").order_by("pk")
    done = 0
    while batch := list(rows.filter(pk__gt=done)[:AT_ONCE]):
        for link in batch:
            keyed = salted_hmac("notifications.link.token", link.token_hash, algorithm="sha256")
            link.token_hash = keyed.hexdigest()
        Link.objects.bulk_update(batch, ["token_hash"])
        done = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("notifications", "0004_send_caps")]

    operations = [
        migrations.RenameField(model_name="link", old_name="token_sha256", new_name="token_hash"),
        migrations.RunPython(key_them),  # no way back: nobody gets a SHA-256 out of it
    ]
