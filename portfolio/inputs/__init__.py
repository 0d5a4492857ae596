"""Files -> domain: the schema, the workbook reader, the template, the scenario files."""
