//! Tests live in the targets beside this file.
