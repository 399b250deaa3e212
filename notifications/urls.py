"""/you/contact/, /you/messages/, /m/…, /s/…, /team/messages/…, /hooks/twilio/…"""

from django.urls import path

from notifications.views import (
    hooks,
    my_contact,
    my_messages,
    team_big_send,
    team_message,
    team_messages,
    team_switches,
)
from notifications.views.link_messages import link_messages
from notifications.views.link_sign_in import link_sign_in

app_name = "notifications"

# you/
my_urls = [
    path("you/contact/", my_contact.my_contact, name="my_contact"),
    path("you/contact/pause/", my_contact.my_contact_pause, name="my_contact_pause"),
    path("you/contact/back/", my_contact.my_contact_back, name="my_contact_back"),
    path("you/contact/stop/", my_contact.my_contact_stop, name="my_contact_stop"),
    path("you/contact/start/", my_contact.my_contact_start, name="my_contact_start"),
    path("you/messages/", my_messages.my_messages, name="my_messages"),
]

# team/messages/
team_urls = [
    path("team/messages/", team_messages.team_messages, name="team_messages"),
    path("team/messages/export/", team_messages.team_messages_export, name="team_messages_export"),
    path("team/messages/stopping/", team_switches.team_switches, name="team_switches"),
    path(
        "team/messages/stopping/<int:switch_id>/release/",
        team_switches.team_switch_release,
        name="team_switch_release",
    ),
    path("team/messages/waiting/<int:send_id>/", team_big_send.team_big_send, name="team_big_send"),
    path(
        "team/messages/waiting/<int:send_id>/drop/",
        team_big_send.team_big_send_drop,
        name="team_big_send_drop",
    ),
    path("team/messages/sends/<str:batch>/", team_messages.team_batch, name="team_batch"),
    path("team/messages/<int:message_id>/", team_message.team_message, name="team_message"),
    path(
        "team/messages/<int:message_id>/resend/", team_message.team_message_resend, name="team_message_resend"
    ),
    path("team/messages/<int:message_id>/rung/", team_message.team_message_rung, name="team_message_rung"),
    path("team/messages/<int:message_id>/fix/", team_message.team_message_fix, name="team_message_fix"),
]

urlpatterns = [
    *my_urls,
    *team_urls,
    path("m/<str:token>/", link_messages, name="link_messages"),
    path("s/<str:token>/", link_sign_in, name="link_sign_in"),
    path("hooks/twilio/inbound/", hooks.twilio_inbound, name="twilio_inbound"),
    path("hooks/twilio/status/<uuid:attempt_id>/", hooks.twilio_status, name="twilio_status"),
]
