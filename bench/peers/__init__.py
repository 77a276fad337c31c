"""The Costs page in Dash and in plain Streamlit, and what Chromium and fifty people see of it and of ours."""
