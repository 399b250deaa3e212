"""/sign-in/…, /you/…"""

from django.urls import path

from followon.people.views import sign_in

app_name = "people"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.sign_in_code, name="sign_in_code"),
    path("sign-in/again/", sign_in.sign_in_again, name="sign_in_again"),
    path("sign-in/carry-on/", sign_in.carry_on, name="carry_on"),
]
