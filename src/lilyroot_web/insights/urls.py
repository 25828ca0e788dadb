"""Addresses of this slice: the pages of See, what their charts are drawn from, definitions and downloads."""

from django.urls import path

from lilyroot_web.insights import views
from lilyroot_web.ui import sheets  # noqa: F401 — knows what <sheet:form> is

app_name = "insights"
urlpatterns = [
    path("see", views.overview, name="home"),
    path("see/slides.pptx", views.slides, name="slides"),
    path("see/pond", views.pond, name="pond"),
    path("see/pond.<sheet:form>", views.pond_download, name="pond-download"),
    path("see/heat-map", views.heat_map, name="heat-map"),
    path("see/heat-map.<sheet:form>", views.heat_map_download, name="heat-map-download"),
    path("see/<slug:key>", views.page, name="page"),
    path("figures/<slug:key>.json", views.specification, name="specification"),
    path("figures/<slug:key>.<sheet:form>", views.download, name="download"),
    path("definitions/<slug:key>", views.definition, name="definition"),
]
