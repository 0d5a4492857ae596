"""Frames -> files: Excel, charts, HTML, tidy data."""
