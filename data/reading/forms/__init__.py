"""Filled-in forms: tables with heads of ours, and the scheme as a workbook."""
