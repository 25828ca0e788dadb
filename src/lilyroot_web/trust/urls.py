"""Addresses of this slice: the ledger and whether it verifies."""

from django.urls import path

from lilyroot_web.trust import views

app_name = "trust"
urlpatterns = [path("trust", views.ledger, name="ledger")]
