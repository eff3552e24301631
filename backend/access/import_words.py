"""Takes people's names out of the log of imported files when they are erased."""

from django.db.models import Q

from backend.access.models import FileImport
from products.naming import ERASED
from stakeholders.mentions import Names


def find_imports(names: Names) -> Q:
    """Give the condition that the log of a file has one of NAMES."""
    return names.find("file_name") | names.find("report") | _find_problems(names)


def blank_imports(names: Names) -> None:
    """Take NAMES out of the log; where one stands among problems, all of these go."""
    FileImport.objects.filter(names.find("file_name")).update(file_name=ERASED)
    FileImport.objects.filter(names.find("report")).update(report=ERASED)
    FileImport.objects.filter(_find_problems(names)).update(problems=ERASED)


def _find_problems(names: Names) -> Q:
    """Find NAMES among problems, where a cell is told in quotes: there one word is a name too."""
    found = names.find("problems")
    for name in names.names:
        found |= Q(problems__icontains=f"'{name}'")
    return found
