"""Shows curators what they have sent of another tool: how far it is, and what came of it."""

from datetime import timedelta
from typing import Any, Final

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.access.curating import find_curator, show
from backend.access.models import FileImport
from backend.integrations.carrying.tool_forms import ToolForm, list_groups
from backend.integrations.carrying.tool_kept import describe_open, find_line
from backend.integrations.carrying.tool_shows import describe_told, describe_work, list_links
from backend.integrations.carrying.tool_uploads import ToolUpload, is_live
from backend.integrations.carrying.tool_words import describe_forms, title_form
from backend.queue.models import Status, Task
from products.models import Product

LONG: Final = timedelta(seconds=30)  # for a worker to begin


class ToolShowing(admin.ModelAdmin):  # type: ignore[type-arg]  # -- not generic at run time
    """What the pages for files of other tools show."""

    def _show_form(self, request: HttpRequest, form: ToolForm) -> HttpResponse:
        """Show FORM, and what else whoever sends REQUEST has under way."""
        told = self._tell_form(form) | {
            "title": _("Import from another tool"),
            "uploads": list(describe_open(name(request))),
        }
        return self._show(request, "carrying/tool_import.html", told)

    def _show_gone(self, request: HttpRequest, token: str) -> HttpResponse:
        """Lead to what the log says of the files under TOKEN, or say that they are not here."""
        line = find_line(name(request), token)
        if line is not None:
            return HttpResponseRedirect(reverse("admin:access_fileimport_change", args=[line.pk]))
        told = {"title": _("These files are not here")}
        return self._show(request, "carrying/tool_gone.html", told, status=404)

    def _show_work(
        self, request: HttpRequest, upload: ToolUpload, task: Task | None
    ) -> HttpResponse:
        """Show how far TASK is with UPLOAD, or what came of it, and a form to try it otherwise."""
        product = _find_product(upload)
        about = _tell_about(upload, product)
        if is_live(task):
            is_late = task.status == Status.PENDING and timezone.now() - task.due_at > LONG  # type: ignore[union-attr]  # -- a live task is one
            shown = describe_work(task) | {"is_late": is_late}  # type: ignore[arg-type]  # -- as above
            return self._show(request, "carrying/tool_work.html", about | shown)
        shown = describe_told(task, upload)
        if shown["is_written"] and product:
            shown["links"] = list_links(find_curator(request.user), product, shown["told"])
        if shown["may_retry"]:
            initial = _fill(upload.terms) | {"product": product}
            shown |= self._tell_form(self._ask(request, initial=initial, is_kept=True))
        return self._show(request, "carrying/tool_told.html", about | shown)

    def _show_otherwise(
        self, request: HttpRequest, upload: ToolUpload, form: ToolForm
    ) -> HttpResponse:
        """Show what is to be corrected in FORM, and not what came of UPLOAD under other terms."""
        told = {"title": _("Preview it otherwise"), "may_retry": True, **self._tell_form(form)}
        about = _tell_about(upload, _find_product(upload))
        return self._show(request, "carrying/tool_otherwise.html", about | told)

    def _ask(self, request: HttpRequest, *sent: Any, **options: Any) -> ToolForm:  # noqa: ANN401 -- what forms take
        """Make the form, filled with what was SENT, with the products of whoever sends REQUEST."""
        products = show(Product.objects.order_by("name", "pk"), find_curator(request.user))
        return ToolForm(*sent, products=products, site=self.admin_site, **options)

    def _tell_form(self, form: ToolForm) -> dict[str, Any]:
        return {
            "form": form,
            "media": self.media + form.media,
            "lists": list_groups(),
            "forms": list(describe_forms()),
        }

    def _show(
        self, request: HttpRequest, page: str, told: dict[str, Any], *, status: int = 200
    ) -> HttpResponse:
        """Show PAGE with what is TOLD on it, under an HTTP STATUS."""
        context = self.admin_site.each_context(request) | {"opts": FileImport._meta, **told}  # noqa: SLF001 -- Django's documented model API
        return TemplateResponse(request, page, context, status=status)


def name(request: HttpRequest) -> int:
    """Give the key of whoever sends REQUEST."""
    return int(request.user.pk or 0)


def _find_product(upload: ToolUpload) -> Product | None:
    """Find the product that UPLOAD goes into, while there is one."""
    return Product.objects.filter(key=upload.terms["product"]).first()


def _tell_about(upload: ToolUpload, product: Product | None) -> dict[str, Any]:
    """Tell what UPLOAD is, and which PRODUCT it goes into."""
    return {
        "upload": upload,
        "tool": title_form(upload.form),
        "product": product or upload.terms["product"],
    }


def _fill(terms: dict[str, Any]) -> dict[str, Any]:
    """Give TERMS as they are typed."""
    stages = "\n".join(f"{word}={stage}" for word, stage in terms["stages"].items())
    return terms | {"stages": stages, "worth": "" if terms["worth"] == "0" else terms["worth"]}
