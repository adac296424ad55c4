from accounts.rights import grant
from accounts.roles import EVERYONE

# What each person finds is what each source lets them read (search/registry.py).
grant("search.search", EVERYONE)
