"""Pages and scenes rendered once to plain values, which screens, followers and packs then show."""
