"""{% load sheets %}: the sentences and figures of a sheet, the same on the screen and on paper."""

from django import template

from reports.documents.territory_sheet import figures_of, sentence_of_dates

register = template.Library()
register.filter("sheet_dates", sentence_of_dates)
register.filter("sheet_figures", figures_of)
