//! rolling: to be written.
