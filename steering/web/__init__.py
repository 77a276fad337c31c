"""The web side of the server beside Streamlit: routes, headers, hosts; the only user of starlette beside app.py."""
