"""Addresses of this slice: what is collected; a source, what was taken in from it, and what could not be."""

from django.urls import path

from lilyroot_web.sources import views

app_name = "sources"
urlpatterns = [
    path("listen", views.listen, name="listen"),
    path("account/my-words", views.my_words, name="my_words"),
    path("listen/sample", views.sample, name="sample"),
    path("listen/new", views.choose, name="choose"),
    path("listen/new/<slug:kind>", views.new, name="new"),
    path("listen/sources/<slug:key>", views.source, name="source"),
    path("listen/sources/<slug:key>/why", views.why, name="why"),
    path("listen/sources/<slug:key>/switch", views.switch, name="switch"),
    path("listen/sources/<slug:key>/quarantine", views.quarantine, name="quarantine"),
    path("listen/sources/<slug:key>/quarantine.csv", views.quarantine_table, name="quarantine_table"),
    path("listen/sources/<slug:key>/delete", views.delete, name="delete"),
    path("listen/sources/<slug:key>/forget", views.forget, name="forget"),
    path("listen/templates/<slug:kind>.csv", views.template, name="template"),
    path("listen/taken/<uuid:key>", views.taken, name="taken"),
    path("listen/taken/<uuid:key>/look", views.look, name="look"),
]
