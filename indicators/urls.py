"""The addresses of the pages; their names are those of the views."""

from django.urls import path, register_converter

from indicators.views.addresses import IndicatorConverter, LifeConverter, YearConverter
from indicators.views.indicator import indicator
from indicators.views.overview import overview
from indicators.views.registers import REGISTERS, register
from indicators.views.search import search
from indicators.views.trace import trace
from indicators.views.unit import unit

register_converter(LifeConverter, "life")
register_converter(IndicatorConverter, "indicator")
register_converter(YearConverter, "year")

urlpatterns = [
    path("", overview, name="overview"),
    path("units/<life:name>/", unit, name="unit"),
    path("indicators/<indicator:code>/", indicator, name="indicator"),
    path("trace/<life:name>/<indicator:code>/<year:year>/", trace, name="trace"),
    *(path(route, register, {"name": name}, name=name) for name, route in REGISTERS),
    path("search/", search, name="search"),
]
