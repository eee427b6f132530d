//! Takes the words of panics out of a Wasm module: a panic is a trap, with or without a message nobody reads.
//!
//! The core denies everything that panics, but the standard library's own checks stay, and each carries the whole text
//! formatting with it: a tenth of the module.

use walrus::{FunctionBuilder, FunctionId, FunctionKind, Module};

/// Parts of the names of functions that only ever run on the way to a panic (or to the end of memory).
const DIVERGING: [&str; 14] = [
    "::panicking::",
    "::slice_error_fail",
    "::slice_index_fail",
    "slice::index::slice_",
    "::unwrap_failed",
    "::expect_failed",
    "::raw_vec::handle_error",
    "::handle_alloc_error",
    "::rust_panic",
    "rust_begin_unwind",
    "::begin_panic",
    "::panic_already_borrowed",
    "::panic_already_mutably_borrowed",
    "::panic_access_error",
];

/// How a value shows itself to developers: only panics ask for that (clippy's `use_debug` is denied in the core), but the
/// tables of trait objects keep it.
const DEBUG: &str = "::fmt::Debug>::fmt";

/// Makes those functions trap at once, and drops all that only they needed.
pub fn panics(module: &mut Module) {
    let diverges = |name: &str| name.contains(DEBUG) || DIVERGING.iter().any(|part| name.contains(part));
    let local = |id: &FunctionId| matches!(module.funcs.get(*id).kind, FunctionKind::Local(_));
    let named = |id: &FunctionId| module.funcs.get(*id).name.as_deref().is_some_and(diverges);
    let found: Vec<FunctionId> =
        module.funcs.iter().map(|func| func.id()).filter(|id| local(id) && named(id)).collect();
    for id in found {
        let signature = module.types.get(module.funcs.get(id).ty());
        let (parameters, results) = (signature.params().to_vec(), signature.results().to_vec());
        let arguments = parameters.iter().map(|parameter| module.locals.add(*parameter)).collect();
        let mut builder = FunctionBuilder::new(&mut module.types, &parameters, &results);
        builder.func_body().unreachable();
        module.funcs.get_mut(id).kind = FunctionKind::Local(builder.local_func(arguments));
    }
    walrus::passes::gc::run(module);
}
