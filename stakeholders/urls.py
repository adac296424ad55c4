from django.urls import URLPattern

app_name = "stakeholders"

registry: list[URLPattern] = []

contacts: list[URLPattern] = []

impacts: list[URLPattern] = []

scores: list[URLPattern] = []

# Words come before codes: « /parties-prenantes/carte/ » is no stakeholder.
urlpatterns = [*contacts, *registry, *scores, *impacts]
