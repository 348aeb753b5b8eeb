//! An extension module finds Python's symbols in the program that loads it; macOS's linker has to be told.

fn main() {
    pyo3_build_config::add_extension_module_link_args();
}
