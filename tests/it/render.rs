//! render: tests to be written.
