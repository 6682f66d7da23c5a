"""Scrapy, each page to a file of its own: `python spider.py LINKS OUT [--read]`."""

import sys
from importlib import import_module
from pathlib import Path

import scrapy
from scrapy.crawler import CrawlerProcess

FILE, OUT = Path(sys.argv[1]), Path(sys.argv[2])
READS = "--read" in sys.argv
# Who only keeps files should not pay for what reads them.
trafilatura = import_module("trafilatura") if READS else None


class Pages(scrapy.Spider):
    """Every link once."""

    name = "pages"

    async def start(self):
        """Asks for each."""
        for number, url in enumerate(FILE.read_text().split()):
            yield scrapy.Request(url, cb_kwargs={"number": number}, dont_filter=True)

    def parse(self, response, number):
        """Takes a page."""
        yield {"number": number, "body": response.body, "url": response.url}


class Files:
    """The pipeline: the bytes to a file, and the text beside it where that is asked for."""

    def process_item(self, item):
        """Writes it."""
        (OUT / f"{item['number']}.html").write_bytes(item["body"])
        if READS:
            text = trafilatura.extract(item["body"], output_format="markdown", with_metadata=True, url=item["url"])
            (OUT / f"{item['number']}.md").write_text(text or "")
        return item


OUT.mkdir(exist_ok=True)
process = CrawlerProcess(
    {
        "ITEM_PIPELINES": {Files: 1},
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "DOWNLOAD_DELAY": 0,
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
        "ROBOTSTXT_OBEY": False,
    }
)
process.crawl(Pages)
process.start()
