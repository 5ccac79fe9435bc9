"""Instruments in and out: XLSForm workbooks and JSON Schema (docs/interchange.md). Pure, but for
the process that opens workbooks."""
