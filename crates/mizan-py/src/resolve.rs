//! From a mutation's arguments to an item (§5.1).

use crate::context::Context;
use crate::guard::guarded;
use crate::item::Item;
use crate::param::named;
use crate::value::from_python;
use mizan_core::resolve::{self, Argument, Mode};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// One thing that a mutation affects, with the arguments that narrow it.
#[pyclass(frozen, module = "mizan._mizan")]
pub(crate) struct Affect(resolve::Affect);

/// An argument as the mutation declares it: name, type of a param or none, whether it is required, whether it may be null.
type Declared = (String, Option<String>, bool, bool);

#[pymethods]
impl Affect {
    #[new]
    #[pyo3(signature = (context, arguments, *, function=None, mode="match"))]
    fn new(context: &Context, arguments: Vec<Declared>, function: Option<&str>, mode: &str) -> PyResult<Self> {
        guarded(|| {
            let mode = match mode {
                "match" => Mode::Match,
                "all" => Mode::All,
                other => return Err(PyValueError::new_err(format!("`{other}` is neither `match` nor `all`"))),
            };
            let declared = arguments.into_iter().map(|(name, type_name, required, nullable)| {
                let param_type = type_name.as_deref().map(named).transpose()?;
                Ok(Argument { name, param_type, required, nullable })
            });
            let declared = declared.collect::<PyResult<Vec<_>>>()?;
            Ok(Self(resolve::Affect::declare(&context.0, function, mode, &declared)))
        })
    }

    /// The item for these arguments, an object, and the acting user.
    #[pyo3(signature = (arguments, user=None))]
    fn item(&self, arguments: &Bound<'_, PyAny>, user: Option<&str>) -> PyResult<Item> {
        guarded(|| Ok(Item(self.0.item(&from_python(arguments)?, user))))
    }
}
