//! libFuzzer over the target that `PRESSKEY_FUZZ` names.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use presskey_fuzz::{Target, run, target};

static CHOSEN: LazyLock<Target> = LazyLock::new(|| {
    let name = std::env::var("PRESSKEY_FUZZ").unwrap_or_default();
    target(&name).unwrap_or_else(|| panic!("PRESSKEY_FUZZ names no target: {name}"))
});

fuzz_target!(|data: &[u8]| run(*CHOSEN, data));
