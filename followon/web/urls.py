"""/, /help-now/, /privacy/, /accessibility/, /cookies/, /contact/, /offline/, /health/…"""

from django.urls import path

from followon.web import health, pages

app_name = "web"
urlpatterns = [
    path("", pages.start, name="start"),
    path("help-now/", pages.help_now, name="help_now"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("cookies/", pages.cookies, name="cookies"),
    path("contact/", pages.contact, name="contact"),
    path("offline/", pages.offline, name="offline"),
    path("robots.txt", pages.robots, name="robots"),
    path("manifest.webmanifest", pages.manifest, name="manifest"),
    path("service-worker.js", pages.service_worker, name="service_worker"),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("health/pipeline", health.pipeline, name="pipeline"),
]
