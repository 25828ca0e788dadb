"""Addresses of this slice. Those of signing in and of one's account have the names allauth leads to."""

from allauth.account import views as account
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount.providers.openid_connect import views as directory
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.decorators.cache import never_cache

from lilyroot_web.access import views
from lilyroot_web.access.doors import ajar

signing_in = ajar("the way in")
own = ajar("one's own account")

urlpatterns = [
    path("sign-in", signing_in(views.sign_in), name="account_login"),
    path("sign-in/passkey", signing_in(login_not_required(keys.login_webauthn)), name="mfa_login_webauthn"),
    path("sign-in/second-step", signing_in(views.second_step), name="mfa_authenticate"),
    path("sign-in/with/<slug:provider_id>", signing_in(views.to_directory), name="openid_connect_login"),
    path("sign-in/with/<slug:provider_id>/back", signing_in(directory.callback), name="openid_connect_callback"),
    path("sign-in/saml/<slug:directory_id>", signing_in(views.to_saml), name="saml_login"),
    path("sign-in/saml/<slug:directory_id>/metadata", signing_in(views.saml_metadata), name="saml_metadata"),
    path("sign-in/saml/<slug:directory_id>/back", signing_in(views.back_from_saml), name="saml_back"),
    path("sign-out", signing_in(views.sign_out), name="account_logout"),
    path("account", own(second_step.index), name="mfa_index"),
    path("account/password", own(views.change_password), name="account_change_password"),
    path("account/confirm", own(account.reauthenticate), name="account_reauthenticate"),
    path("account/confirm/code", own(second_step.reauthenticate), name="mfa_reauthenticate"),
    path("account/confirm/key", own(keys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("account/app", own(never_cache(app.activate_totp)), name="mfa_activate_totp"),
    path("account/app/remove", own(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/keys", own(keys.list_webauthn), name="mfa_list_webauthn"),
    path("account/keys/add", own(keys.add_webauthn), name="mfa_add_webauthn"),
    path("account/keys/<int:pk>", own(keys.edit_webauthn), name="mfa_edit_webauthn"),
    path("account/keys/<int:pk>/remove", own(keys.remove_webauthn), name="mfa_remove_webauthn"),
    path("account/codes", own(never_cache(codes.view_recovery_codes)), name="mfa_view_recovery_codes"),
    path("account/codes/new", own(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("account/codes/download", own(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
]
