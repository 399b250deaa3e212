"""/you/contact/, /you/messages/, /m/…, /team/messages/…, /hooks/twilio/…"""

from django.urls import URLPattern

app_name = "notifications"
urlpatterns: list[URLPattern] = []
