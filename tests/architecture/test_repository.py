import re
import tomllib

from rse_portal.env import KNOWN
from tests.architecture.sources import ROOT, assets, python_files, short, templates

LONGEST = 500


def test_files_stay_short() -> None:
    files = [*python_files(tests=True), *templates(), *assets()]
    lengths = {short(path): len(path.read_text("utf-8").splitlines()) for path in files}
    assert not {path: length for path, length in lengths.items() if length > LONGEST}


def test_every_dependency_says_what_it_is_for() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    project = tomllib.loads(text)
    listed = [
        *project["project"]["dependencies"],
        *(name for group in project["dependency-groups"].values() for name in group),
    ]
    silent = [name for name in listed if not re.search(rf'^ *"{re.escape(name)}", *# \S', text, re.M)]
    assert not silent


def test_readme_tells_of_each_environment_variable() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert not [name for name in KNOWN if f"`{name}`" not in readme]


def test_locks_say_nothing_of_where_packages_came_from() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        assert "://" not in lock.read_text("utf-8"), f"{lock.name} holds an address"
