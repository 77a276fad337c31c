"""The smallest Streamlit app, which a start is measured against."""

import streamlit as st

st.write("Hello")
