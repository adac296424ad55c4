from django.urls import path

from search.views import entry

app_name = "search"

urlpatterns = [path("recherche/", entry.entry_list, name="entry-list")]
