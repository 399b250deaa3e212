"""/account/…: the parts of allauth that are open here, by name. Sign-up, passwords and its own codes are not.

Every page that adds, shows or takes away a second factor wants a fresh sign-in, the first set-up included:
somebody who finds a phone that was signed in weeks ago cannot lock its owner out.
"""

from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import path
from django.views.decorators.http import require_http_methods
from django.views.generic import RedirectView

from followon.people.recent import new_key_with_new_proof
from followon.people.recent import recent_sign_in_required as fresh
from followon.people.second_factor import SecondStep, keep_one
from followon.people.views import sign_in

urlpatterns = [
    path(
        "login/",
        sign_in.login_not_required(RedirectView.as_view(pattern_name="people:sign_in", query_string=True)),
        name="account_login",
    ),
    path("logout/", sign_in.sign_out, name="account_logout"),
    path("reauthenticate/", sign_in.confirm_it_is_you, name="account_reauthenticate"),
    path("2fa/", second_factor.index, name="mfa_index"),
    path("2fa/authenticate/", SecondStep.as_view(), name="mfa_authenticate"),
    path("2fa/reauthenticate/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", fresh(app.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", fresh(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", fresh(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        fresh(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        fresh(recovery_codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("2fa/webauthn/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", fresh(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("2fa/webauthn/login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path(
        "2fa/webauthn/reauthenticate/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"
    ),
    path("2fa/webauthn/keys/<int:pk>/edit/", fresh(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path(
        "2fa/webauthn/keys/<int:pk>/remove/",
        fresh(keep_one(passkeys.remove_webauthn)),
        name="mfa_remove_webauthn",
    ),
]

# The library's views also take PUT and DELETE, which our own checks know nothing of; any of them may take a proof.
for page in urlpatterns:
    page.callback = require_http_methods(["GET", "HEAD", "POST"])(new_key_with_new_proof(page.callback))
