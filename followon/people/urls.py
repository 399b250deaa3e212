"""/sign-in/…, /you/…"""

from django.urls import path

from followon.people.views import my_account, my_details, my_record, sign_in

app_name = "people"
urlpatterns = [
    # /sign-in/: anybody
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.sign_in_code, name="sign_in_code"),
    path("sign-in/again/", sign_in.sign_in_again, name="sign_in_again"),
    path("sign-in/carry-on/", sign_in.carry_on, name="carry_on"),
    # /you/: whoever is signed in, about themselves alone
    path("you/", my_details.my_details, name="my_details"),
    path("you/name/", my_details.my_name, name="my_name"),
    path("you/mobile/", my_details.my_mobile, name="my_mobile"),
    path("you/email/", my_details.my_email, name="my_email"),
    path("you/home-phone/", my_details.my_landline, name="my_landline"),
    path("you/new-address/", my_details.my_new_address, name="my_new_address"),
    path("you/<str:field>/remove/", my_details.my_address_removed, name="my_address_removed"),
    path("you/agreements/", my_record.my_agreements, name="my_agreements"),
    path("you/who-looked/", my_record.my_lookers, name="my_lookers"),
    path("you/copy/", my_record.my_copy, name="my_copy"),
    path("you/copy/file/", my_record.my_copy_file, name="my_copy_file"),
    path("you/devices/", my_account.my_devices, name="my_devices"),
    path("you/devices/end-others/", my_account.my_devices_ended, name="my_devices_ended"),
    path("you/devices/<int:device>/end/", my_account.my_device_ended, name="my_device_ended"),
    path("you/delete/", my_account.my_deletion, name="my_deletion"),
    path("you/delete/keep/", my_account.my_account_kept, name="my_account_kept"),
]
