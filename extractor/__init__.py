"""Turn news articles into checked, sourced event records.

    from extractor import Request, extract, load_profile

    outcome = extract(Request(inputs=("articles/",), folder=Path("runs/first"), profile=load_profile()))
    for event in outcome.events:
        print(event.articles, event.fields["what"])

`__init__.pyi` says from which room each name is. It is imported when it is first used, so that importing this
package costs nothing. All errors are in `extractor.errors`; field types for schemas of one's own are in
`extractor.fields`.
"""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
