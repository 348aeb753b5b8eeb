//! The generator and the command `mizan`, which the package carries.

use crate::guard::guarded;
use mizan_cli::Writing;
use mizan_codegen::{Options, Schema, SchemaError};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::ffi::OsString;
use std::path::PathBuf;

/// Runs the command `mizan` with the arguments of a process, its name first, and gives its exit code.
#[pyfunction]
#[pyo3(signature = (argv, /))]
pub(crate) fn main(py: Python<'_>, argv: Vec<OsString>) -> PyResult<u8> {
    guarded(|| Ok(py.detach(|| mizan_cli::run(argv))))
}

/// The client that a schema describes: the text of each file by its name.
#[pyfunction]
#[pyo3(signature = (schema, /, *, zod = true, internal = false))]
pub(crate) fn generate(py: Python<'_>, schema: &[u8], zod: bool, internal: bool) -> PyResult<Vec<(String, String)>> {
    let files = guarded(|| {
        py.detach(|| {
            Schema::parse(schema).and_then(|schema| mizan_codegen::generate(&schema, Options { zod, internal }))
        })
        .map_err(|errors| wrong(&errors))
    })?;
    Ok(files.into_iter().map(|file| (file.path, file.text)).collect())
}

/// `mizan generate` in `folder` with a schema that is at hand: what the command prints, and its exit code.
#[pyfunction]
#[pyo3(signature = (schema, /, folder, *, out = None, schema_out = None, internal = false, check = false))]
pub(crate) fn write_client(
    py: Python<'_>,
    schema: &[u8],
    folder: PathBuf,
    out: Option<PathBuf>,
    schema_out: Option<PathBuf>,
    internal: bool,
    check: bool,
) -> PyResult<(String, u8)> {
    let writing = Writing { out, schema_out, internal, check };
    guarded(|| {
        py.detach(|| mizan_cli::write(schema, &folder, writing))
            .map_err(|failure| PyValueError::new_err(failure.trim_end().to_owned()))
    })
}

fn wrong(errors: &[SchemaError]) -> PyErr {
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    PyValueError::new_err(lines.join("\n"))
}
