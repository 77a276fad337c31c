"""Charts of papers, drawn in lines, areas and letters from the neutral plot of a chart."""
