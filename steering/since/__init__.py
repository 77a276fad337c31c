"""What moved since an earlier moment, and why: new data, corrected data, a changed definition, a changed scenario."""
