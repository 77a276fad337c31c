"""The business case as a workbook whose figures are formulas."""
