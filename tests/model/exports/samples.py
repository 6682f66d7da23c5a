"""Exports as the programs write them, made by hand to their documented shapes."""

import io
import json
import zipfile

FIREFOX = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<!-- This is an automatically generated file.
     It will be read and overwritten.
     DO NOT EDIT! -->
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<meta http-equiv="Content-Security-Policy"
      content="default-src 'self'; script-src 'none'; img-src data: *; object-src 'none'"></meta>
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks Menu</H1>

<DL><p>
    <DT><A HREF="https://a.example/?a=1&amp;copy=2" ADD_DATE="1601900000" LAST_MODIFIED="1601900001" \
ICON_URI="https://a.example/favicon.ico" ICON="data:image/png;base64,iVBORw0KGgo=" \
TAGS="pi,cooling">Cool &lt;it&gt; &amp; be &#39;happy&#39;</A>
    <DD>A note,
on two lines
    <DT><H3 ADD_DATE="1601900000" LAST_MODIFIED="1601900001">Hardware</H3>
    <DD>About the folder
    <DL><p>
        <DT><A HREF="https://b.example/é" ADD_DATE="1601900002">B <b>bold</b></A>
        <DT><H3>Pi</H3>
        <DL><p>
            <DT><A HREF="https://c.example/" ADD_DATE="0"></A>
        </DL><p>
        <HR>    <DT><A HREF="javascript:alert(document.title)" ADD_DATE="1601900003">A bookmarklet</A>
    </DL><p>
    <DT><H3 PERSONAL_TOOLBAR_FOLDER="true">Bookmarks Toolbar</H3>
    <DL><p>
        <DT><A HREF="place:sort=8&maxResults=10">Most Visited</A>
        <DT><A FEEDURL="https://d.example/feed" HREF="https://d.example/">Latest</A>
        <DT><A HREF="https://a.example/?a=1&amp;copy=2#top" TAGS="again">The same</A>
    </DL><p>
</DL>
"""
SAFARI = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
\t<HTML>
\t<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
\t<Title>Bookmarks</Title>
\t<H1>Bookmarks</H1>
\t<DT><H3 FOLDED>Favorites</H3>
\t<DL><p>
\t\t<DT><A HREF="https://a.example/">A</A>
\t</DL><p>
\t<DT><H3 FOLDED id="com.apple.ReadingList">Reading List</H3>
\t<DL><p>
\t\t<DT><A HREF="https://b.example/?x=1&y=2">B</A>
\t</DL><p>
\t</HTML>
"""
PINBOARD = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Pinboard Bookmarks</TITLE>
<H1>Bookmarks</H1>
<DL><p><DT><A HREF="https://a.example/" ADD_DATE="1388534400" PRIVATE="1" TOREAD="1" TAGS="one,two">A</A>
<DD>what I think

</DL></p>
"""
LINKDING = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks</H1>
<DL><p>
<DT><A HREF="https://a.example/" ADD_DATE="1601900000" LAST_MODIFIED="1601900001" PRIVATE="0" TOREAD="1" \
TAGS="pi,linkding:bookmarks.archived">A</A>
<DD>About it[linkding-notes]what I &lt;think&gt;[/linkding-notes]
</DL><p>
"""
POCKET = """<!DOCTYPE html>
<html>
\t<!--So long and thanks for all the fish-->
\t<head>
\t\t<meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
\t\t<title>Pocket Export</title>
\t</head>
\t<body>
\t\t<h1>Unread</h1>
\t\t<ul>
\t\t\t<li><a href="https://a.example/" time_added="1601900000" tags="pi,cool things">A</a></li>
\t\t\t<li><a href="https://b.example/" time_added="1601900001" tags="">https://b.example/</a></li>
\t\t</ul>
\t\t<h1>Read Archive</h1>
\t\t<ul>
\t\t\t<li><a href="https://c.example/" time_added="1601900002" tags="">C</a></li>
\t\t</ul>
\t</body>
</html>
"""
INSTAPAPER_HTML = """<!DOCTYPE html>
<html>
<head><title>Instapaper: Export</title></head>
<body>
<h1>Unread</h1>
<ol>
<li><a href="https://a.example/">A</a>
<li><a href="instapaper-private://email/8f3a/">Mail to myself</a>
</ol>
<h1>Recipes</h1>
<ol>
<li><a href="https://b.example/">B</a>
</ol>
</body>
</html>
"""
INSTAPAPER = '''URL,Title,Selection,Folder,Timestamp,Tags
https://a.example/,"A, and more","She said ""well""",Unread,1601900000,"[""coding"", ""pi""]"
https://b.example/,B,,Recipes,1601900001,[]
instapaper-private://email/8f3a/,Mail to myself,,Archive,1601900002,[]
'''
POCKET_CSV = """title,url,time_added,tags,status
A,https://a.example/,1601900000,pi|cool things,unread
https://b.example/,https://b.example/,1601900001,,archive
"""
RAINDROP = """id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite
7,A,mine,its own words,https://a.example/,Hardware / Pi,"cooling, pi",2020-10-05T12:13:20.000Z,https://a.example/c.png,,false
8,B,,its own words,https://b.example/,Unsorted,,2020-10-05T12:13:21.000Z,,,true
"""
READWISE = """Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen
A,https://a.example/,01gk,"['pi', 'cool things']",2020-10-05 12:13:20.123000+00:00,0.5,archive,True
"""
WALLABAG = json.dumps(
    [
        {
            "is_archived": 0,
            "is_starred": 0,
            "tags": ["pi", "cool things"],
            "id": 1,
            "title": "A",
            "url": "https://a.example/",
            "given_url": "https://a.example/?x",
            "content": "<p>see <a href='https://elsewhere.example/'>this</a></p>",
            "created_at": "2020-10-05T14:13:20+0200",
            "annotations": [],
            "preview_picture": "https://a.example/p.png",
        }
    ]
)
KARAKEEP = json.dumps(
    {
        "bookmarks": [
            {
                "createdAt": 1601900000,
                "title": None,
                "tags": ["pi"],
                "content": {"type": "link", "url": "https://a.example/", "title": "A"},
                "note": "mine",
            },
            {
                "createdAt": 1601900001,
                "title": "x",
                "tags": [],
                "content": {"type": "text", "text": "words"},
                "note": None,
            },
        ]
    }
)
KARAKEEP_LISTS = json.dumps(
    {
        "bookmarks": [
            {
                "createdAt": 1601900000,
                "title": "A",
                "tags": ["pi"],
                "lists": ["in", "smart", 7],
                "content": {"type": "link", "url": "https://a.example/"},
                "note": None,
                "archived": False,
            }
        ],
        "lists": [
            {"id": "out", "name": "Hardware", "icon": "x", "type": "manual", "query": None, "parentId": "in"},
            {"id": "in", "name": "Pi", "icon": "x", "type": "manual", "query": None, "parentId": "up"},
            {"id": "up", "name": "Things", "icon": "x", "type": "manual", "query": None, "parentId": None},
        ],
    }
)
DELICIOUS = json.dumps(
    [
        {
            "title": "A",
            "tags": ["pi", ""],
            "url": "https://a.example/",
            "description": "mine",
            "created": "1601900000",
            "others": 9,
            "owner": "me",
            "private": "0",
        }
    ]
)
OMNIVORE = json.dumps(
    [
        {
            "id": "1",
            "slug": "a",
            "title": "A",
            "description": "",
            "author": None,
            "url": "https://a.example/",
            "state": "Archived",
            "readingProgress": 1,
            "thumbnail": "https://a.example/t.png",
            "labels": ["pi"],
            "savedAt": "2020-10-05T12:13:20.000Z",
            "updatedAt": "2021-01-01T00:00:00.000Z",
            "publishedAt": "2019-01-01T00:00:00.000Z",
        }
    ]
)
PINBOARD_JSON = json.dumps(
    [
        {
            "href": "https://a.example/",
            "description": "A",
            "extended": "mine",
            "meta": "x",
            "hash": "y",
            "time": "2020-10-05T12:13:20Z",
            "shared": "no",
            "toread": "yes",
            "tags": "pi cooling",
        }
    ]
)
CHROME = json.dumps(
    {
        "checksum": "0",
        "roots": {
            "bookmark_bar": {
                "children": [
                    {
                        "children": [
                            {"date_added": "13246373600000000", "name": "A", "type": "url", "url": "https://a.example/"}
                        ],
                        "name": "Hardware",
                        "type": "folder",
                    },
                    {"date_added": "13246373601000000", "name": "Set", "type": "url", "url": "chrome://settings/"},
                ],
                "name": "Bookmarks bar",
                "type": "folder",
            },
            "other": {"children": [], "name": "Other bookmarks", "type": "folder"},
        },
        "version": 1,
    }
)
FIREFOX_JSON = json.dumps(
    {
        "guid": "root________",
        "title": "",
        "type": "text/x-moz-place-container",
        "root": "placesRoot",
        "children": [
            {
                "guid": "menu________",
                "title": "menu",
                "root": "bookmarksMenuFolder",
                "children": [
                    {
                        "title": "Hardware",
                        "type": "text/x-moz-place-container",
                        "children": [
                            {
                                "title": "A",
                                "dateAdded": 1601900000000000,
                                "type": "text/x-moz-place",
                                "tags": "pi,cool things",
                                "iconUri": "https://a.example/favicon.ico",
                                "uri": "https://a.example/",
                            },
                            {"title": "Recent", "type": "text/x-moz-place", "uri": "place:sort=12"},
                        ],
                    }
                ],
            }
        ],
    }
)
LINES = "\n".join(
    json.dumps(one)
    for one in (
        {"url": "https://a.example/", "title": "A", "tags": ["pi"], "note": "mine", "added": "2020-10-05T12:13:20Z"},
        {"url": "https://b.example/", "layers": ["browser"], "allow_networks": ["10.0.0.0/8"]},
    )
)
OPML = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE opml [<!ENTITY x "https://evil.example/">]>
<opml version="2.0"><head><title>Subscriptions</title></head><body>
<outline text="News"><outline type="rss" text="A &amp; B" title="A &amp; B" xmlUrl="https://a.example/feed"
  htmlUrl="https://a.example/"/></outline>
<outline type="link" text="B" url="https://b.example/"/>
<outline type="rss" text="C" xmlUrl="&x;"/>
</body></opml>
"""
MAIL = (
    b"Received: from x by y; Mon, 5 Oct 2020 12:13:21 +0000\r\n"
    b"From: Me <me@a.example>\r\nTo: atlas@a.example\r\nSubject: =?utf-8?Q?Caf=C3=A9?=\r\n"
    b"Date: Mon, 05 Oct 2020 14:13:20 +0200\r\nList-Post: <https://lists.example/post>\r\n"
    b"List-Unsubscribe: <https://lists.example/leave/7>\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/alternative; boundary="b1"\r\n\r\n'
    b"--b1\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"Read this: https://a.example/a-long-path/that-is-broken-by-soft=\r\n-breaks?x=3D1 .\r\n"
    b"Leave: https://lists.example/leave/7\r\n"
    b"--b1\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    b"<a href='https://html.example/'>x</a><img src='https://track.example/p.gif'>\r\n--b1--\r\n"
)
HTML_MAIL = (
    b"From: News <n@a.example>\r\nSubject: News\r\nDate: Mon, 05 Oct 2020 12:13:20 +0000\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/html; charset=utf-8\r\n\r\n"
    b"<p><a href='https://a.example/?a=1&amp;b=2'>The first</a><a href='https://b.example/'><b>Second</b></a>"
    b"<a href='mailto:x@a.example'>mail</a><a href='https://n.example/x'>Unsubscribe</a>"
    b"<img src='https://track.example/p.gif'></p>\r\n"
)
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nCREATED:20201005T121320Z\r\n"
    "SUMMARY:A talk\\, at noon\r\nURL;VALUE=URI:https://a.example/a-long-\r\n address\r\n"
    "DESCRIPTION:See https://b.example/?x=1\\,2 and\\nhttps://c.example/\r\n"
    "ATTACH:https://attached.example/x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def zipped(**members: str | bytes) -> bytes:
    """Returns a zip file; __ in a name stands for a slash, and _ for the dot."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "/").replace("_", "."), content)
    return file.getvalue()
