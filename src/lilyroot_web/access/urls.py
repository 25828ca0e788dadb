"""Addresses of this slice. Their names are the ones allauth leads to."""

from allauth.account import views as account
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.decorators.cache import never_cache

from lilyroot_web.access import views

urlpatterns = [
    path("sign-in", views.sign_in, name="account_login"),
    path("sign-in/passkey", login_not_required(keys.login_webauthn), name="mfa_login_webauthn"),
    path("sign-in/second-step", login_not_required(second_step.authenticate), name="mfa_authenticate"),
    path("sign-out", views.sign_out, name="account_logout"),
    path("account", second_step.index, name="mfa_index"),
    path("account/password", account.password_change, name="account_change_password"),
    path("account/confirm", account.reauthenticate, name="account_reauthenticate"),
    path("account/confirm/code", second_step.reauthenticate, name="mfa_reauthenticate"),
    path("account/confirm/key", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/app", never_cache(app.activate_totp), name="mfa_activate_totp"),
    path("account/app/remove", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/keys", keys.list_webauthn, name="mfa_list_webauthn"),
    path("account/keys/add", keys.add_webauthn, name="mfa_add_webauthn"),
    path("account/keys/<int:pk>", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/keys/<int:pk>/remove", keys.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/codes", never_cache(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("account/codes/new", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/codes/download", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
