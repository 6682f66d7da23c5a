"""Several machines on one archive: one of them works, the others wait until it falls silent."""
