"""The trigger lets go of events older than eight years, and of nothing else; what is kept is still never changed."""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION audit_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD.at < now() - interval '8 years' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'the audit trail is append-only';
END $$;
"""
BACKWARD = """
CREATE OR REPLACE FUNCTION audit_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit trail is append-only';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = (("audit", "0002_append_only"),)
    operations = (migrations.RunSQL(FORWARD, BACKWARD),)
