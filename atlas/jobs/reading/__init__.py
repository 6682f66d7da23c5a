"""Reading: snapshots become articles, in child processes with limits, behind capture and never in its way."""
