//! Frame to dissection: which layers, and where did reading stop.
