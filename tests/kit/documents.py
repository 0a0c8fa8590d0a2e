"""Small PDF, DOCX and WARC files for tests."""

from __future__ import annotations

import gzip
import io
from collections.abc import Sequence


def pdf_of(*pages: Sequence[str]) -> bytes:
    """A PDF with these lines on its pages, in Helvetica."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for lines in pages:
        shown = " ".join(
            f"({line.replace('(', chr(92) + '(').replace(')', chr(92) + ')')}) Tj T*" for line in lines
        )
        stream = f"BT /F1 11 Tf 14 TL 50 780 Td {shown} ET"
        kids.append(f"{len(objects) + 1} 0 R")
        font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
        box = "/MediaBox [0 0 595 842]"
        uses = f"/Resources << /Font << /F1 {font} >> >>"
        objects += [
            f"<< /Type /Page /Parent 2 0 R {box} /Contents {len(objects) + 2} 0 R {uses} >>",
            f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream",
        ]
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()


def docx_of(*pages: Sequence[str], title: str = "") -> bytes:
    """A DOCX with these paragraphs on its pages, as Word has laid them out."""
    import docx
    from docx.oxml import OxmlElement

    document = docx.Document()
    document.core_properties.title = title
    for number, lines in enumerate(pages):
        for place, line in enumerate(lines):
            run = document.add_paragraph().add_run()
            if number and not place:
                run._r.append(OxmlElement("w:lastRenderedPageBreak"))
            run.add_text(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def warc_of(*answers: tuple[str, str, str, bytes], packed: bool = True) -> bytes:
    """A WARC file of answers: an address, a status, a content type and a body each."""
    records = []
    for number, (url, status, kind, body) in enumerate(answers):
        block = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\n\r\n".encode() + body
        head = (
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2025-08-20T00:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012d}>\r\nWARC-Target-URI: {url}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        record = head.encode() + block + b"\r\n\r\n"
        records.append(gzip.compress(record) if packed else record)
    return b"".join(records)
