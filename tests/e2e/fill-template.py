"""Fills a downloaded template as a user's own program would: openpyxl, not our reader or writer.

Usage: fill-template.py TEMPLATE OUTPUT < rows.json   (a list of objects: header -> value)
"""
import json
import sys

import openpyxl

template, output = sys.argv[1:3]
workbook = openpyxl.load_workbook(template)
sheet = workbook["Adresser"]
columns = {str(cell.value).rstrip(" *"): cell.column for cell in sheet[1] if cell.value}
for number, row in enumerate(json.load(sys.stdin), start=2):
    for header, value in row.items():
        sheet.cell(row=number, column=columns[header], value=value)
workbook.save(output)
