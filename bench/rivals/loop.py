"""requests and warcio, one link after the other, into one WARC: `python loop.py LINKS OUT`."""

import sys
from pathlib import Path

from warcio.capture_http import capture_http  # before requests, which it patches

import requests  # isort: skip

with capture_http(sys.argv[2]):
    session = requests.Session()
    for url in Path(sys.argv[1]).read_text().split():
        session.get(url, timeout=30)
