"""What a file is, by its first bytes; the name and the declared type prove nothing."""

MAX_PHOTO = 20 * 1024 * 1024
MARKS = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"%PDF-", "application/pdf"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
)


def mime_of(content: bytes) -> str:
    """Empty for anything that is neither a photo nor a PDF."""
    return next((mime for at, mark, mime in MARKS if content[at : at + len(mark)] == mark), "")


def is_photo(content: bytes) -> bool:
    return mime_of(content).startswith("image/")
