"""Concerns, their clock, and the rota."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import followon.clock


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0002_planning"),
        ("pmp", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Concern",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("ME", "Me"),
                            ("MEMBER", "Someone in my group"),
                            ("OTHER", "Someone else, or I’m not sure"),
                        ],
                        max_length=6,
                    ),
                ),
                ("about_whom", models.CharField(blank=True, max_length=80, verbose_name="who")),
                ("in_danger", models.BooleanField(default=False, verbose_name="danger now")),
                ("what", models.CharField(blank=True, max_length=500, verbose_name="what happened")),
                ("please_ring", models.BooleanField(default=False)),
                ("reach_on", models.CharField(max_length=120, verbose_name="how to reach you")),
                ("is_drill", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("RAISED", "Not yet acknowledged"),
                            ("ACKNOWLEDGED", "Acknowledged"),
                            ("CLOSED", "Closed"),
                        ],
                        default="RAISED",
                        max_length=12,
                    ),
                ),
                ("raised_at", models.DateTimeField(default=followon.clock.now)),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("SPOKE", "We spoke with the person"),
                            ("PASSED_ON", "Passed on to their GP or another service"),
                            ("EMERGENCY", "An emergency service was called"),
                            ("NOT_REACHED", "We could not reach anybody; noted in their record"),
                            ("NO_ACTION", "Nothing more was needed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("outcome_line", models.CharField(blank=True, max_length=200)),
                (
                    "in_the_record",
                    models.BooleanField(default=False, verbose_name="copied to the person’s record"),
                ),
                ("aftercare_at", models.DateTimeField(blank=True, null=True)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="groups.group",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="The member of staff who wrote it down for somebody who rang or texted",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pmp.service"
                    ),
                ),
            ],
            options={
                "ordering": ("-raised_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="ConcernNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=followon.clock.now)),
                ("words", models.CharField(max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="groups.concern"
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ConcernPage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("FIRST", "On duty"),
                            ("DEPUTY", "Deputy"),
                            ("LEAD", "Lead"),
                            ("SAFEGUARDING", "Safeguarding contact"),
                        ],
                        max_length=12,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pages", to="groups.concern"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("due_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rank",
                    models.CharField(
                        choices=[
                            ("FIRST", "On duty"),
                            ("DEPUTY", "Deputy"),
                            ("SAFEGUARDING", "Safeguarding contact"),
                        ],
                        max_length=12,
                    ),
                ),
                ("from_date", models.DateField()),
                ("until_date", models.DateField()),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="pmp.post"
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="pmp.service"
                    ),
                ),
            ],
            options={
                "ordering": ("from_date", "rank", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_date", models.DateField()),
                ("until_date", models.DateField()),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="pmp.post"
                    ),
                ),
            ],
            options={
                "ordering": ("from_date", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until_date__gt", models.F("from_date"))),
                        name="groups_absence_ends_after_start",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("acknowledged_at", None), ("acknowledged_by", None)),
                    models.Q(("acknowledged_at__isnull", False), ("acknowledged_by__isnull", False)),
                    _connector="OR",
                ),
                name="groups_concern_acknowledged_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "CLOSED"), _negated=True),
                    models.Q(("closed_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                    _connector="OR",
                ),
                name="groups_concern_closed_with_an_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="concernpage",
            constraint=models.UniqueConstraint(
                fields=("concern", "level", "person"), name="groups_paged_once_per_level"
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_date__gt", models.F("from_date"))),
                name="groups_duty_ends_after_start",
            ),
        ),
    ]
