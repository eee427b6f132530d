//! Takes the words of panics, and the places they name, out of a Wasm module: a panic is a trap, with or without a message nobody reads.
//!
//! The core denies everything that panics, but the standard library's own checks stay, and each carries the whole text
//! formatting with it: a tenth of the module.

use std::ops::Range;
use walrus::ir::Value;
use walrus::{ConstExpr, DataId, DataKind, FunctionBuilder, FunctionId, FunctionKind, Module};

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

/// A `core::panic::Location` in memory: pointer to the file's name, its length, line, column.
const PLACE: usize = 16;

/// Blanks the places that panics would name, and the names of source files with them: nobody reads them any more, and they
/// tell where the module was built.
pub fn places(module: &mut Module) {
    let ids: Vec<DataId> = module.data.iter().map(|data| data.id()).collect();
    for id in ids {
        let data = module.data.get_mut(id);
        let DataKind::Active { offset: ConstExpr::Value(Value::I32(base)), .. } = data.kind else { continue };
        for range in named(&data.value, base as usize) {
            data.value[range].fill(0);
        }
    }
}

/// Where in the bytes, which stand at `base` in memory, there is such a place or the name of its file.
fn named(bytes: &[u8], base: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, place) in (0..).step_by(4).zip(bytes.windows(PLACE).step_by(4)) {
        let number =
            |from: usize| place[from..from + 4].iter().rev().fold(0, |n, byte| n << 8 | usize::from(*byte));
        let (start, length) = (number(0).wrapping_sub(base), number(4));
        let name = bytes.get(start..start.saturating_add(length));
        if name.is_some_and(|name| name.ends_with(b".rs") && name.iter().all(u8::is_ascii_graphic)) {
            found.extend([at..at + PLACE, start..start + length]);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_with_the_name_of_its_file_and_other_texts_stay() {
        let base = 1000u32;
        let mut bytes = b"src/lib.rs..not.rsx.".to_vec();
        bytes.extend([base, 10, 7, 3].map(u32::to_le_bytes).concat());
        bytes.extend([base + 12, 7, 7, 3].map(u32::to_le_bytes).concat());
        assert_eq!(named(&bytes, base as usize), [20..36, 0..10]);
    }
}
