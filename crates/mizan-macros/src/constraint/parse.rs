//! Reads the words and their values, and finds what no value could satisfy.

use super::{Bound, Constraint, Constraints, file};
use crate::attribute::Errors;
use quote::ToTokens;
use syn::meta::ParseNestedMeta;
use syn::{Expr, ExprLit, ExprUnary, Lit, LitStr, UnOp};

const WORDS: &str = "unknown constraint: there are min_length, max_length, pattern = \"…\", email and url for text; min, max, \
                     exclusive_min, exclusive_max and multiple_of for numbers; min_items, max_items and inner(…) for lists; \
                     max_bytes and accept(\"…\") for files";

impl Constraints {
    pub(super) fn one(&mut self, meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
        let Some(key) = meta.path.get_ident() else { return Err(meta.error(WORDS)) };
        if self.0.iter().any(|constraint| constraint.key == *key) {
            return Err(meta.error(format!("`{key}` is given twice")));
        }
        let bound = match key.to_string().as_str() {
            "min_length" | "max_length" | "min_items" | "max_items" => Bound::Count(count(meta)?),
            "min" | "max" | "exclusive_min" | "exclusive_max" => Bound::Number(number(meta)?),
            "multiple_of" => Bound::Number(step(meta)?),
            "email" | "url" => Bound::Flag,
            "pattern" => {
                let given: LitStr = meta.value()?.parse()?;
                let compiled =
                    mizan_pattern::compiled(&given.value()).map_err(|what| syn::Error::new(given.span(), what))?;
                Bound::Pattern { source: given.value(), compiled }
            }
            "max_bytes" => Bound::Count(file::size(meta)?),
            "accept" => Bound::Types(file::media_types(meta)?),
            "inner" => {
                let mut inner = Self::default();
                meta.parse_nested_meta(|meta| inner.one(&meta))?;
                Bound::Inner(inner)
            }
            _ => return Err(meta.error(WORDS)),
        };
        self.0.push(Constraint { key: key.clone(), bound });
        Ok(())
    }

    /// Bounds that leave nothing between them.
    pub(super) fn contradictions(&self, errors: &mut Errors) {
        for (least, most) in [("min_length", "max_length"), ("min_items", "max_items"), ("min", "max")] {
            if let (Some(low), Some(high)) = (self.value_of(least), self.value_of(most))
                && low > high
            {
                let key = self.0.iter().find(|constraint| constraint.key == most).map(|constraint| &constraint.key);
                errors.at(key, format!("no value has a `{least}` of {low} and a `{most}` of {high}"));
            }
        }
        for constraint in &self.0 {
            if let Bound::Inner(inner) = &constraint.bound {
                inner.contradictions(errors);
            }
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "a count beyond 2^53 is compared, not used")]
    fn value_of(&self, key: &str) -> Option<f64> {
        self.0.iter().find(|constraint| constraint.key == key).and_then(|constraint| match constraint.bound {
            Bound::Count(count) => Some(count as f64),
            Bound::Number(number) => Some(number),
            _ => None,
        })
    }
}

fn count(meta: &ParseNestedMeta<'_>) -> syn::Result<u64> {
    let given: Expr = meta.value()?.parse()?;
    let wrong = |at: &dyn ToTokens| syn::Error::new_spanned(at, "a count is a whole number from 0 on, such as 1 or 80");
    let Expr::Lit(ExprLit { lit: Lit::Int(given), .. }) = &given else { return Err(wrong(&given)) };
    given.base10_parse().map_err(|_| wrong(given))
}

fn number(meta: &ParseNestedMeta<'_>) -> syn::Result<f64> {
    let given: Expr = meta.value()?.parse()?;
    let read = match &given {
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => literal(expr).map(|number| -number),
        other => literal(other),
    };
    // Every integer up to 2^53 is exact; a larger bound would be another number than the one that was written.
    read.filter(|number| number.abs() <= 9_007_199_254_740_992.0)
        .ok_or_else(|| syn::Error::new_spanned(&given, "a number within ±2^53 is wanted, such as 1, -5 or 0.5"))
}

fn literal(expression: &Expr) -> Option<f64> {
    match expression {
        Expr::Lit(ExprLit { lit: Lit::Int(int), .. }) => int.base10_digits().parse().ok(),
        Expr::Lit(ExprLit { lit: Lit::Float(float), .. }) => float.base10_digits().parse().ok(),
        _ => None,
    }
}

fn step(meta: &ParseNestedMeta<'_>) -> syn::Result<f64> {
    let step = number(meta)?;
    if step > 0.0 { Ok(step) } else { Err(meta.error("`multiple_of` is a number above 0")) }
}
