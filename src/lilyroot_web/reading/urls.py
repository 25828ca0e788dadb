"""Addresses of this slice: trying a text, and the words for customers."""

from django.urls import path

from lilyroot_web.reading import views

app_name = "reading"
urlpatterns = [
    path("try", views.try_text, name="try"),
    path("customers", views.customers, name="customers"),
]
