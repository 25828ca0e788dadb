"""Addresses of this slice: the first page, definitions and downloads."""

from django.urls import path

from lilyroot_web.insights import views

app_name = "insights"
urlpatterns = [
    path("see", views.home, name="home"),
    path("figures/<slug:key>.json", views.specification, name="specification"),
    path("figures/<slug:key>.csv", views.download, name="download"),
    path("definitions/<slug:key>", views.definition, name="definition"),
]
