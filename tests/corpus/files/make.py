"""Makes the small fixtures in this folder; run it again only to change them.

openpyxl.xlsx   written by openpyxl
libreoffice.xlsx, libreoffice.csv, libreoffice.ods   openpyxl.xlsx opened and saved by LibreOffice Calc (soffice --convert-to)
google-sheets.xlsx   the layout Google Sheets is known to export: no docProps, texts in sharedStrings, styles with
                     quotePrefix left out, sheetPr/outlinePr and customFormat rows, a drawing part with nothing in it,
                     a thousand blank formatted rows

Usage: python3 make.py   (needs openpyxl; soffice for the LibreOffice ones)
"""
import datetime
import os
import subprocess
import zipfile

import openpyxl
from openpyxl.styles import Font

here = os.path.dirname(os.path.abspath(__file__))
ROWS = [
    ["Vejnavn", "Husnr.", "Etage", "Dør", "Postnr.", "By", "Egen reference", "Ønsket tilslutningsdato", "Leveringsomfang (A)"],
    ["Nørrebrogade", 12, "st", "tv", "2740", "Skovlunde", "A-1", datetime.date(2027, 4, 1), 16],
    ["Ågade", "14 b", 2, "TH", 2740, None, None, "01-04-2027", "25 A"],
    ["Ærøvej", datetime.date(2026, 3, 1), None, None, 2740, None, None, None, None],
    ["Bakkevej", '=CONCATENATE("1","6")', None, None, "2740", None, None, None, None],
]

book = openpyxl.Workbook()
sheet = book.active
sheet.title = "Adresser"
for row in ROWS:
    sheet.append(row)
for cell in sheet[1]:
    cell.font = Font(bold=True)
sheet.freeze_panes = "A2"
book.create_sheet("Noter")["A1"] = "Til os selv"
book.properties.created = book.properties.modified = datetime.datetime(2026, 11, 1)
book.save(os.path.join(here, "openpyxl.xlsx"))

for kind in ("xlsx", "csv:Text - txt - csv (StarCalc):59,34,76,1", "ods"):
    subprocess.run(
        ["soffice", "--headless", "--convert-to", kind, "--outdir", "/tmp/lo", os.path.join(here, "openpyxl.xlsx")],
        check=True,
    )
    end = kind.split(":")[0]
    os.replace(f"/tmp/lo/openpyxl.{end}", os.path.join(here, f"libreoffice.{end}"))

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
texts = ["Vejnavn", "Husnr.", "Etage", "Dør", "Postnr.", "Nørrebrogade", "st", "tv", "Ågade", "14 b", "TH"]


def s(ref, text):
    return f'<c r="{ref}" s="1" t="s"><v>{texts.index(text)}</v></c>'


rows = (
    '<row r="1">' + "".join(s(f"{c}1", t) for c, t in zip("ABCDE", texts)) + "</row>"
    + '<row r="2">' + s("A2", "Nørrebrogade") + '<c r="B2" s="1"><v>12.0</v></c>' + s("C2", "st") + s("D2", "tv")
    + '<c r="E2" s="1"><v>2740.0</v></c></row>'
    + '<row r="3">' + s("A3", "Ågade") + s("B3", "14 b") + '<c r="C3" s="1"><v>2.0</v></c>' + s("D3", "TH")
    + '<c r="E3" s="1"><v>2740.0</v></c></row>'
    + "".join(f'<row r="{i}" ht="15.75" customHeight="1"/>' for i in range(4, 1001))
)
parts = {
    "[Content_Types].xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default ContentType="application/xml" Extension="xml"/><Default ContentType="application/vnd.openxmlformats-package.relationships+xml" Extension="rels"/><Override ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml" PartName="/xl/worksheets/sheet1.xml"/><Override ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml" PartName="/xl/sharedStrings.xml"/><Override ContentType="application/vnd.openxmlformats-officedocument.drawing+xml" PartName="/xl/drawings/drawing1.xml"/><Override ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml" PartName="/xl/styles.xml"/><Override ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml" PartName="/xl/workbook.xml"/></Types>',
    "_rels/.rels": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><workbook xmlns="{MAIN}" xmlns:r="{REL}"><workbookPr/><sheets><sheet state="visible" name="Ark1" sheetId="1" r:id="rId4"/></sheets><definedNames/><calcPr/></workbook>',
    "xl/_rels/workbook.xml.rels": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId2" Type="{REL}/styles" Target="styles.xml"/><Relationship Id="rId3" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId4" Type="{REL}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/worksheets/sheet1.xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{MAIN}" xmlns:r="{REL}"><sheetPr><outlinePr summaryBelow="0" summaryRight="0"/></sheetPr><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr customHeight="1" defaultColWidth="12.63" defaultRowHeight="15.75"/><sheetData>{rows}</sheetData><drawing r:id="rId1"/></worksheet>',
    "xl/worksheets/_rels/sheet1.xml.rels": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{REL}/drawing" Target="../drawings/drawing1.xml"/></Relationships>',
    "xl/drawings/drawing1.xml": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"/>',
    "xl/styles.xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="10.0"/></font><font/></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="lightGray"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf borderId="0" fillId="0" fontId="0" numFmtId="0"/></cellStyleXfs><cellXfs count="2"><xf borderId="0" fillId="0" fontId="0" numFmtId="0" xfId="0"/><xf borderId="0" fillId="0" fontId="1" numFmtId="0" xfId="0"/></cellXfs></styleSheet>',
    "xl/sharedStrings.xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><sst xmlns="{MAIN}" count="14" uniqueCount="{len(texts)}">' + "".join(f"<si><t>{t}</t></si>" for t in texts) + "</sst>",
}
with zipfile.ZipFile(os.path.join(here, "google-sheets.xlsx"), "w", zipfile.ZIP_DEFLATED) as package:
    for name, content in parts.items():
        info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        package.writestr(info, content)
