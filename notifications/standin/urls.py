"""/phone/: the demo's phones and mailboxes; included only where the demo runs."""

from django.urls import path

from notifications.standin import views

app_name = "standin"

urlpatterns = [
    path("phone/", views.phones, name="phones"),
    path("phone/<str:who>/", views.phone, name="phone"),
    path("phone/<str:who>/answer/", views.phone_answer, name="phone_answer"),
]
