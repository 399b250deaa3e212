"""Callers without an account, and numbers that two people confirm."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import followon.clock


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0003_concerns"),
        ("pmp", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NumberChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "nation",
                    models.CharField(
                        choices=[
                            ("england", "England"),
                            ("wales", "Wales"),
                            ("scotland", "Scotland"),
                            ("northern-ireland", "Northern Ireland"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("URGENT", "Urgent mental health help"),
                            ("LISTENERS", "Somebody who listens, day and night"),
                            ("TEXT_LINE", "Help by text"),
                            ("PHONE", "Our own phone number"),
                        ],
                        max_length=10,
                    ),
                ),
                ("value", models.CharField(max_length=16, verbose_name="number")),
                (
                    "instruction",
                    models.CharField(blank=True, help_text="What to do once it answers", max_length=60),
                ),
                ("source", models.CharField(max_length=200, verbose_name="where it comes from")),
                ("asked_at", models.DateTimeField(default=followon.clock.now)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("dropped_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("-asked_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="NumberCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=followon.clock.now)),
            ],
            options={
                "ordering": ("-at", "-pk"),
            },
        ),
        migrations.AddField(
            model_name="concern",
            name="caller",
            field=models.CharField(
                blank=True,
                help_text="Who rang, when without an account",
                max_length=80,
                verbose_name="who told us",
            ),
        ),
        migrations.AlterField(
            model_name="concern",
            name="raised_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("raised_by__isnull", False), models.Q(("caller", ""), _negated=True), _connector="OR"
                ),
                name="groups_concern_raised_by_somebody",
            ),
        ),
        migrations.AddField(
            model_name="numberchange",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="numberchange",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="numberchange",
            name="service",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="pmp.service"
            ),
        ),
        migrations.AddField(
            model_name="numbercheck",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="numbercheck",
            name="service",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="pmp.service"
            ),
        ),
        migrations.AddConstraint(
            model_name="numberchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at", None), ("confirmed_by", None)),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("confirmed_by__isnull", False),
                        models.Q(("confirmed_by", models.F("asked_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="groups_number_confirmed_by_a_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="numberchange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed_at", None), ("dropped_at", None)),
                fields=("service", "what"),
                name="groups_one_number_waits_for_each_kind",
            ),
        ),
    ]
