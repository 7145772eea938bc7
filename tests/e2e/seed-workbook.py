"""Fills the downloaded seed workbook as an administrator's own program would: one group per sheet, the rest taken away.

Usage: seed-workbook.py TEMPLATE OUTPUT < sheets.json   ({template sheet: {name, rows: [header -> value]}})
"""
import json
import sys

import openpyxl

template, output = sys.argv[1:3]
workbook = openpyxl.load_workbook(template)
wanted = json.load(sys.stdin)
for sheet in list(workbook.worksheets):
    if sheet.title not in wanted:
        workbook.remove(sheet)
        continue
    columns = {str(cell.value).rstrip(" *"): cell.column for cell in sheet[1] if cell.value}
    sheet.delete_rows(2)
    for number, row in enumerate(wanted[sheet.title]["rows"], start=2):
        for header, value in row.items():
            sheet.cell(row=number, column=columns[header], value=value)
    sheet.title = wanted[sheet.title]["name"]
workbook.save(output)
