"""What is asked of our pages, in one place: ratios to a peer in the same run, seconds, and growth of memory."""

# A filter changed on a page of the meeting until all of it in sight shows it, to the same in each peer.
FILTER_TO_DASH, FILTER_TO_STREAMLIT = 0.35, 0.25
# The same with figures that nobody has asked for before.
UNASKED_TO_DASH = 0.7
# From one page to another, to a page of plain Streamlit that is opened with an empty cache.
SWITCH_TO_COLD = 0.1
# A page opened with an empty cache, to Dash.
COLD_TO_DASH = 1.0
# Server start until the first page is drawn, to a one-line Streamlit app.
START_TO_HELLO = 1.5
# People at once -> which part of their changes -> seconds that it stays under.
CROWDS = {50: {0.5: 0.030, 0.95: 0.100}, 500: {0.5: 0.060, 0.95: 0.150}}
# Seconds of the server's processor time for a change that somebody has asked for before.
PROCESSOR = 0.003
# Memory of a server with people on it after many changes, to that before them.
GROWTH = 1.05
# A slider of the business case, to Dash, and in seconds.
SLIDER_TO_DASH, SLIDER = 0.33, 0.050
