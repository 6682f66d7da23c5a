"""The only place where files change: write, move, sync, and read what a stranger left."""
