"""/you/contact/, /you/messages/, /m/…, /team/messages/…, /hooks/twilio/…"""

from django.urls import path

from notifications.views.hooks import twilio_inbound, twilio_status
from notifications.views.link_sign_in import link_sign_in

app_name = "notifications"
urlpatterns = [
    path("hooks/twilio/inbound/", twilio_inbound, name="twilio_inbound"),
    path("hooks/twilio/status/<uuid:attempt_id>/", twilio_status, name="twilio_status"),
    path("s/<str:token>/", link_sign_in, name="link_sign_in"),
]
