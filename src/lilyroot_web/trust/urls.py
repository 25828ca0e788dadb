"""Addresses of this slice: the ledger and whether it verifies, the policy and its changes."""

from django.urls import path

from lilyroot_web.trust import views

app_name = "trust"
urlpatterns = [
    path("trust", views.ledger, name="ledger"),
    path("trust/policy", views.policy, name="policy"),
    path("trust/policy/<int:version>/approve", views.approve, name="approve"),
    path("trust/access", views.access, name="access"),
    path("trust/access.csv", views.access_table, name="access_table"),
]
