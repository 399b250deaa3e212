"""/you/contact/, /you/messages/, /m/…, /team/messages/…, /hooks/twilio/…"""

from django.urls import path

from notifications.views.link_sign_in import link_sign_in

app_name = "notifications"
urlpatterns = [
    path("s/<str:token>/", link_sign_in, name="link_sign_in"),
]
