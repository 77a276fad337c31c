"""Everything drawn in Streamlit."""
