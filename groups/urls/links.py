"""/r/…, /w/…, /k/…, /d/…, /g/…, /o/…, /cal/…: private addresses, which open without signing in."""

from django.urls import path

from groups.views import (
    link_answer,
    link_came,
    link_check_in,
    link_dates,
    link_group_dates,
    link_organise,
    my_calendar,
)

# ── Private addresses ───────────────────────────────────────────────────────────────────────────────────────────
link_urls = [
    path("r/<slug:token>/", link_answer.link_answer, name="link_answer"),
    path("r/<slug:token>/not-me/", link_answer.link_not_me, name="link_not_me"),
    path("r/<slug:token>/messages/", link_answer.link_settings, name="link_settings"),
    path("w/<slug:token>/", link_came.link_came, name="link_came"),
    path("w/<slug:token>/next/", link_came.link_came_next, name="link_came_next"),
    path("k/<slug:token>/", link_check_in.link_check_in, name="link_check_in"),
    path("d/<slug:token>/", link_dates.link_dates, name="link_dates"),
    path("g/<slug:token>/", link_group_dates.link_group_dates, name="link_group_dates"),
    path("o/<slug:token>/", link_organise.link_organise, name="link_organise"),
    path("cal/<slug:token>.ics", my_calendar.link_calendar, name="link_calendar"),
]

urlpatterns = [*link_urls]
