"""A plan workbook that people have edited -> plain records, every remark with its cell."""
