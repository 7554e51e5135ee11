//! The engine, which carries out one operation after the other, and the door to it: what `pkg/engine`
//! sees of the core. The door converts and forwards, nothing else.

#[cfg(all(target_arch = "wasm32", feature = "npm"))]
mod decode;
#[cfg(all(target_arch = "wasm32", feature = "doctor"))]
mod doctor;
#[cfg(all(target_arch = "wasm32", feature = "npm"))]
mod door;
#[cfg(any(feature = "npm", feature = "web"))]
pub(crate) mod engine;
#[cfg(any(feature = "npm", feature = "web"))]
pub(crate) mod operations;
#[cfg(any(feature = "npm", feature = "web"))]
mod slab;

#[cfg(all(target_arch = "wasm32", any(feature = "npm", feature = "slim")))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Without std nothing formats a message: a panic is a trap, and the instance is given up.
#[cfg(all(target_arch = "wasm32", feature = "slim", not(feature = "web")))]
#[panic_handler]
fn panic(_: &::core::panic::PanicInfo<'_>) -> ! {
    ::core::arch::wasm32::unreachable()
}
