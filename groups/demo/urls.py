"""/be/: only while `manage.py up` runs the stand-ins on loopback."""

from django.urls import path

from groups.demo import views

app_name = "demo"

urlpatterns = [
    path("be/", views.be_somebody, name="be_somebody"),
    path("be/<int:pk>/", views.be, name="be"),
]
