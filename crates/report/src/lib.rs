//! Endpoints to text: what do I tell a person or a script.
