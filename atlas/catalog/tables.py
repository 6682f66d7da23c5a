"""The catalog's tables, as Peewee sees them; `migrations/` has how they came to be."""

from peewee import AutoField, ForeignKeyField, IntegerField, Model, TextField


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
