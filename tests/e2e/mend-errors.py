"""Mends a downloaded error workbook as a user's own program would: openpyxl, not our reader or writer.

Usage: mend-errors.py ERRORS OUTPUT < mends.json   (a list of [row in the error file, header, new value])
Prints what it saw as JSON: {headers, rows: [{fejl, row, red: [headers], values: {header: value}}]}
"""
import json
import sys

import openpyxl

source, output = sys.argv[1:3]
workbook = openpyxl.load_workbook(source)
sheet = workbook["Adresser"]
headers = [str(cell.value) for cell in sheet[1]]
rows = []
for cells in sheet.iter_rows(min_row=2):
    red = [
        headers[i]
        for i, cell in enumerate(cells)
        if cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb.endswith("F8D0CE")
    ]
    values = {headers[i]: cell.value for i, cell in enumerate(cells) if cell.value not in (None, "")}
    rows.append({"fejl": cells[0].value, "row": cells[1].value, "red": red, "values": values})
for row, header, value in json.load(sys.stdin):
    sheet.cell(row=row, column=headers.index(header) + 1, value=value)
workbook.save(output)
json.dump({"headers": headers, "rows": rows}, sys.stdout)
