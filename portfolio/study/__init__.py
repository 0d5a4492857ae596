"""Whole runs: one workbook and one scenario to one plan."""
