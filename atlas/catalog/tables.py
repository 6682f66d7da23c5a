"""The catalog's tables, as Peewee sees them; `migrations/` has how they came to be."""

from peewee import AutoField, BlobField, FloatField, ForeignKeyField, IntegerField, Model, TextField


class Record(Model):
    """One snapshot of the vault."""

    id = AutoField()
    snapshot = TextField(unique=True)
    digits = TextField()
    url = TextField()
    host = TextField()
    final_url = TextField()
    captured_at = TextField()
    status = IntegerField(null=True)
    layer = TextField()
    verdict = TextField()
    disposition = TextField()
    kind = TextField()
    reason = TextField()
    attempts = IntegerField()
    media_type = TextField()
    size = IntegerField()
    bytes = IntegerField()
    digest = TextField()
    drop_name = TextField()
    drop_digest = TextField()
    title = TextField()
    tags = TextField()
    notes = TextField()
    signals = TextField()
    rules = IntegerField()
    memento = TextField()
    refers_to = TextField()
    key = TextField()
    added = TextField()
    note = TextField()
    reader = IntegerField()


class Known(Record):
    """A record, with what was read of it or of what it refers to: a view."""

    article = TextField(null=True)
    article_title = TextField(null=True)


class Attempt(Model):
    """One try of one layer."""

    id = AutoField()
    record = ForeignKeyField(Record, null=True, on_delete="SET NULL", backref="tries")
    url = TextField()
    host = TextField()
    at = TextField()
    layer = TextField()
    status = IntegerField(null=True)
    kind = TextField()
    detail = TextField()
    milliseconds = IntegerField()


class Article(Model):
    """What was read of a record, or why nothing was."""

    id = AutoField()
    record = ForeignKeyField(Record, unique=True, on_delete="CASCADE")
    path = TextField()
    title = TextField()
    heading = TextField()
    """The title, the authors and what else is said about it, as they are spelt in the index."""
    author = TextField()
    about = TextField()
    host = TextField()
    """Where it was found in the end."""
    dated = TextField()
    """The day it was published, else the day it was captured."""
    labels = TextField()
    """Its own tags, each on a line, to be compared."""
    agreement = FloatField(null=True)
    fingerprint = IntegerField()
    words = IntegerField()
    minutes = IntegerField()
    language = TextField()
    site = TextField()
    authors = TextField()
    published = TextField()
    modified = TextField()
    description = TextField()
    canonical = TextField()
    image = TextField()
    tags = TextField()
    licence = TextField()
    genre = TextField()
    extractor = TextField()
    reader = IntegerField()
    read_at = TextField()
    digest = TextField()
    notes = TextField()
    facts = TextField()
    reason = TextField()
    text = BlobField()
    """What is searched, deflated."""
