"""A plain watcher, as one would write it first: one link at a time, each file synced, read with metadata at once.

`python watcher.py INBOX OUT COUNT` ends when so many links are kept.
"""

import hashlib
import json
import os
import sys
import time
from pathlib import Path

import requests
import trafilatura
from bs4 import BeautifulSoup

INBOX, OUT, COUNT = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])


def kept(path, text):
    """Writes a file, durably."""
    with path.open("wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def take(url):
    """Fetches, keeps, reads and keeps what was read."""
    answer = requests.get(url, timeout=30)
    name = hashlib.sha256(url.encode()).hexdigest()[:16]
    kept(OUT / f"{name}.html", answer.content)
    title = BeautifulSoup(answer.content, "lxml").title
    read = trafilatura.extract(answer.content, output_format="markdown", with_metadata=True, url=url)
    kept(OUT / f"{name}.json", json.dumps({"url": url, "title": title.string if title else ""}).encode())
    kept(OUT / f"{name}.md", (read or "").encode())


OUT.mkdir(exist_ok=True)
done = 0
while done < COUNT:
    for drop in sorted(INBOX.iterdir()):
        for link in drop.read_text().split():
            take(link)
            done += 1
        drop.rename(OUT / drop.name)
    time.sleep(0.05)
