"""Addresses of this slice: the audits that wait, one message at a time, the codebook."""

from django.urls import path

from lilyroot_web.auditing import views

app_name = "auditing"
urlpatterns = [
    path("audit", views.waiting, name="waiting"),
    path("audit/codebook", views.book, name="codebook"),
    path("audit/<str:period>", views.label, name="label"),
]
