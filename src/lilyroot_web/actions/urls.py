"""Addresses of this slice: all actions, a new one, one action, its changes and what came of it."""

from django.urls import path

from lilyroot_web.actions import views
from lilyroot_web.ui import sheets  # noqa: F401 — knows what <sheet:form> is

app_name = "actions"
urlpatterns = [
    path("act", views.overview, name="overview"),
    path("act/new", views.new, name="new"),
    path("act/actions.<sheet:form>", views.table, name="table"),
    path("act/<int:pk>", views.action, name="action"),
    path("act/<int:pk>/change", views.change, name="change"),
    path("act/<int:pk>/review", views.review, name="review"),
]
