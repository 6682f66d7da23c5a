"""A page's bytes as text, for the judge: decoding never fails, and loads no codec a stranger names."""

from atlas.model.declared import header_codec, marked, own_codec, read_as


def text_of(data: bytes, content_type: str) -> str:
    """Returns a page's text: by its mark, its header, its own word, else as UTF-8."""
    codec, length = marked(data)
    return read_as(data[length:], codec or header_codec(content_type) or own_codec(data) or "utf-8")
