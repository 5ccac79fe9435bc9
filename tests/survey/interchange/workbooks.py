"""Workbooks for tests: sound ones, and ones that mean harm, made on the fly."""

import io
import struct
import zipfile
import zlib

import xlsxwriter

SURVEY = [
    ["type", "name", "label"],
    ["select_one yes_no", "helped", "Did it help?"],
    ["note", "thanks", "Thank you"],
]
CHOICES = [
    ["list_name", "name", "label"],
    ["yes_no", "yes", "Yes"],
    ["yes_no", "no", "No"],
]
WORKSHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def xlsx(**sheets):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as workbook:
        for name, rows in (sheets or {"survey": SURVEY, "choices": CHOICES}).items():
            sheet = workbook.add_worksheet(name)
            for place, cells in enumerate(rows):
                sheet.write_row(place, 0, cells)
    return content.getvalue()


def with_parts(content, parts):
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        kept = {info.filename: old.read(info) for info in old.infolist()}
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in {**kept, **parts}.items():
            if data is not None:
                new.writestr(name, data)
    return made.getvalue()


def worksheet(inside):
    return f'<worksheet xmlns="{NAMESPACE}"><sheetData>{inside}</sheetData></worksheet>'


def with_worksheet(inside):
    return with_parts(xlsx(), {WORKSHEET: worksheet(inside)})


def million_rows():
    row = '<row><c t="inlineStr"><is><t>text</t></is></c></row>'
    return with_worksheet(row * 1_000_000)


def empty_rows():
    return with_worksheet("<row/>" * 500_000)


def far_cell():
    return with_worksheet('<row r="1"><c r="XFD1048576"><v>1</v></c></row>')


def bomb():
    return with_parts(xlsx(), {"xl/media/image1.png": b"\0" * (80 * 1024 * 1024)})


def bomb_that_lies(*, true_size=80 * 1024 * 1024, declared=1_000):
    name = b"xl/media/image1.png"
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = squeezer.compress(b"\0" * true_size) + squeezer.flush()
    sizes = struct.pack("<III", zlib.crc32(b"\0" * declared), len(packed), declared)
    sound = with_parts(xlsx(), {name.decode(): b"x"})
    with zipfile.ZipFile(io.BytesIO(sound)) as package:
        infos = package.infolist()
        start = package.start_dir
        last = infos[-1]
    head = sound[: last.header_offset]
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 33) + sizes
    local += struct.pack("<HH", len(name), 0) + name + packed
    directory = sound[start:]
    place = directory.rindex(b"PK\x01\x02")
    entry = directory[place:]
    entry = entry[:16] + sizes + entry[28:]
    whole = directory[:place] + entry
    end = whole.rindex(b"PK\x05\x06")
    whole = whole[: end + 16] + struct.pack("<I", len(head + local)) + whole[end + 20 :]
    return head + local + whole


def with_document_type(*, encoding="utf-8"):
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE w [<!ENTITY a "ha">]>'
        + worksheet('<row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row>')
    )
    return with_parts(xlsx(), {WORKSHEET: text.encode(encoding)})


def with_document_type_elsewhere():
    return with_parts(xlsx(), {"xl/media/image1.png": b'<!DOCTYPE a SYSTEM "file:///x"><a/>'})


def with_relationship(kind, target, mode="External"):
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="http://example.org/{kind}" Target="{target}" '
        f'TargetMode="{mode}"/></Relationships>'
    )
    return with_parts(xlsx(), {"xl/worksheets/_rels/sheet1.xml.rels": rels})


def deep():
    return with_worksheet("<a>" * 5_000 + "</a>" * 5_000)


def one_text_everywhere():
    cells = '<c t="s"><v>0</v></c>' * 200
    strings = f'<sst xmlns="{NAMESPACE}"><si><t>{"x" * 30_000}</t></si></sst>'
    return with_parts(
        xlsx(),
        {WORKSHEET: worksheet(f"<row>{cells}</row>" * 500), "xl/sharedStrings.xml": strings},
    )


def encrypted_package():
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    )


def flagged_as_encrypted():
    content = bytearray(xlsx())
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1
    return bytes(content)
