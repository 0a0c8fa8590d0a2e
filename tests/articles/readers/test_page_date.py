"""The day of publication that a page states: its article's own, and no other."""

from __future__ import annotations

from datetime import date

import pytest
from lxml import html

from extractor.articles.readers.page_date import date_in_address, page_date

DAY = date(2025, 8, 13)
STORY = f"<p>{'Two climbers were found alive on Mount Orla, rescuers said. ' * 3}</p>"


def dated(
    head: str = "", top: str = "", *, address: str | None = None, title: str | None = None
) -> date | None:
    page = (
        f"<html><head>{head}</head><body><article><h1>Climbers found</h1>{top}{STORY}</article></body></html>"
    )
    return page_date(html.fromstring(page), title=title, address=address)


def linked(*scripts: str) -> str:
    return "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)


BROKEN = [
    '{"@type": "NewsArticle", "articleBody": "One.\nTwo.", "datePublished": "2025-08-13"}',
    '{"@type": "NewsArticle", "datePublished": "2025-08-13",}',
    '//<![CDATA[\n{"@type": "NewsArticle", "datePublished": "2025-08-13"}\n//]]>',
    '<!-- {"@type": "NewsArticle", "datePublished": "2025-08-13"} -->',
    '{"@type": "NewsArticle", "datePublished": "2025-08-13"};',
    '{"@type": "NewsArticle"\n"headline": "x", "datePublished": "2025-08-13"}',
    '/* ours */ {"@type": "NewsArticle", // CMS\n "url": "https://a.b/", "datePublished": "2025-08-13"}',
    '{"@type": "WebSite"} {"@type": "NewsArticle", "datePublished": "2025-08-13"}',
    '{"@type": "NewsArticle", "headline": "He said "no"", "datePublished": "2025-08-13"}',
    "{'@type': 'NewsArticle', 'datePublished': '2025-08-13'}",
    '{"@type": "NewsArticle", "datePublished": "2025-08-13", "articleBody": "cut o',
    "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;datePublished&quot;: &quot;2025-08-13&quot;}",
]


@pytest.mark.parametrize("script", BROKEN)
def test_broken_json_is_read_as_it_is_meant(script: str) -> None:
    assert dated(linked(script)) == DAY


META = '<meta name="date" content="2025-08-13">'
ARTICLE = '{"@type": "NewsArticle", "datePublished": "2025-08-13"}'
OTHERS = [
    linked('{"@type": "VideoObject", "uploadDate": "2020-01-01", "datePublished": "2020-01-01"}', ARTICLE),
    linked(f'[{{"@type": "ImageObject", "datePublished": "2019-03-02"}}, {ARTICLE}]'),
    linked(f'{{"@graph": [{{"@type": "WebSite", "datePublished": "2011-01-01"}}, {ARTICLE}]}}'),
    linked('{"@type": "WebPage", "datePublished": "2011-01-01"}', ARTICLE),
    linked(f'{{"@type": "WebPage", "datePublished": "2011-01-01", "mainEntity": {ARTICLE}}}'),
    linked('{"@type": "Article", "video": {"datePublished": "2020-01-01"}, "datePublished": "2025-08-13"}'),
    linked('{"@type": ["NewsArticle", "ReportageNewsArticle"], "datePublished": {"@value": "2025-08-13"}}'),
    linked('{"@type": "http://schema.org/LiveBlogPosting", "datePublished": "2025-08-13"}'),
    linked('{"@type": "NewsArticle", "datePublished": "1970-01-01"}') + META,
    linked('{"@type": "VideoObject", "datePublished": "2020-01-01"}') + META,
]  # fmt: skip


@pytest.mark.parametrize("head", OTHERS)
def test_the_date_is_the_articles_and_no_videos_or_sites(head: str) -> None:
    assert dated(head) == DAY


def test_of_several_articles_it_is_that_of_the_page() -> None:
    article = (
        '{"@type": "NewsArticle", "headline": "%s", "url": "https://post.example/%d", "datePublished": "%s"}'
    )
    other, this = article % ("Budget", 2, "2025-01-01"), article % ("Climbers found", 1, "2025-08-13")
    assert dated(linked(other, this), title="Climbers found") == DAY
    assert dated(linked(other, this), address="https://www.post.example/1/") == DAY
    assert dated(linked(this, other)) == DAY


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="1970-01-01T00:00:00Z">',
        '<meta name="date" content="0001-01-01">',
        linked('{"@type": "NewsArticle", "datePublished": "9999-12-31"}'),
        '<meta property="article:modified_time" content="2025-08-14">',
        linked('{"@type": "Comment", "datePublished": "2025-08-14"}'),
    ],
)
def test_placeholders_updates_and_dates_of_other_things_state_nothing(head: str) -> None:
    assert dated(head) is None


VIDEO = '<meta itemprop="datePublished" content="2020-01-01">'


@pytest.mark.parametrize(
    "top",
    [
        '<time datetime="2025-08-13T09:00:00Z">today</time>',
        '<div class="meta">By Ana Roe <time datetime="2025-08-13">Aug 13</time></div>',
        '<p>Updated <time datetime="2025-08-14">x</time></p><p><time datetime="2025-08-13">x</time></p>',
        '<time class="updated" datetime="2025-08-14">x</time><time datetime="2025-08-13">x</time>',
        '<aside><time datetime="2025-08-01">other</time></aside><time datetime="2025-08-13">x</time>',
        '<ul><li><time datetime="2025-08-01">x</time></li></ul><time datetime="2025-08-13">x</time>',
        '<span itemprop="datePublished" content="2025-08-13">today</span>',
        f'<div itemscope itemtype="https://schema.org/VideoObject">{VIDEO}</div>{META}',
        '<div class="byline">August 13, 2025</div>',
        "<p>Veröffentlicht am 13. August 2025, 9:00</p>",
        "<div><span>Publié le</span> <span>13 août 2025</span></div>",
        "<div>发布时间：2025年8月13日 09:00</div>",
    ],
)
def test_a_time_or_a_line_at_the_head_dates_the_article(top: str) -> None:
    assert dated(top=top) == DAY


@pytest.mark.parametrize(
    "below",
    [
        '<p>On <time datetime="2008-08-03">Aug. 3</time> it began.</p>',
        '<div class="date">August 3, 2008</div>',
    ],
)
def test_a_date_below_the_head_of_the_story_does_not(below: str) -> None:
    assert dated(top=STORY + below) is None


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://post.example/2025/08/13/climbers-found", DAY),
        ("https://post.example/news/2025/8/13/", DAY),
        ("https://post.example/climbers-2025-08-13.html", DAY),
        ("https://post.example/climbers_20250813.html", DAY),
        ("https://post.example/1970/01/01/x", None),
        ("https://post.example/2025/13/08/x", None),
        ("https://post.example/a?d=/2025/08/13/", None),
        (None, None),
    ],
)
def test_an_address_may_have_the_day(address: str | None, day: date | None) -> None:
    assert date_in_address(address) == day
    assert dated(address=address) == day
