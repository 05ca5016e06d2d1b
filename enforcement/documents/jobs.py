from django.db import transaction

from enforcement.documents import files, rendering
from enforcement.documents.models import Document, State
from enforcement.outbox.registry import job


@job("documents.render")
def render(document: int) -> None:
    """Make the file from the frozen context, once. A second worker waits for the row and finds it done."""
    with transaction.atomic():
        one = Document.objects.select_for_update(of=("self",)).select_related("bureau").get(pk=document)
        if one.file_id is not None:
            return
        content, pages = rendering.pdf(one)
        name = f"{one.title}{one.number}.pdf"
        one.file = files.store(content, name=name, mime="application/pdf", by=one.issued_by)
        one.pages = pages
        one.template_sha256 = rendering.template_hash(one.form.template)
        if one.state == State.ISSUED:
            one.state = State.RENDERED
        one.save(update_fields=["file", "pages", "template_sha256", "state"])
