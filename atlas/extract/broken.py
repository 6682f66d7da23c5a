"""What a reader says of a file that it cannot read.

A reader raises nothing else: whatever a library makes of bytes that were made to hurt is
translated where the library is called. `reading.read` makes an article with a note of it.
"""


class Broken(Exception):
    """A file that does not read as what it is; the message is a sentence for the article's notes."""
