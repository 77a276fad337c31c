"""Papers: what people print and hand out, set by typst from the frames of the pages."""
