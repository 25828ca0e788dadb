"""Addresses of this slice: sign-in and sign-out."""

from django.urls import path

from lilyroot_web.access import views

app_name = "access"
urlpatterns = [
    path("sign-in", views.sign_in_page, name="sign-in"),
    path("sign-out", views.sign_out, name="sign-out"),
]
