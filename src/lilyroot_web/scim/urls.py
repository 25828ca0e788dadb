"""Addresses of this slice, as RFC 7644 names them."""

from django.urls import path

from lilyroot_web.scim import views

app_name = "scim"
urlpatterns = [
    path("scim/v2/Users", views.users, name="users"),
    path("scim/v2/Users/<int:pk>", views.user, name="user"),
    path("scim/v2/ServiceProviderConfig", views.abilities, name="abilities"),
    path("scim/v2/ResourceTypes", views.kinds, name="kinds"),
]
