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
static ALLOCATOR: Allocator = zeroizing_alloc::ZeroAlloc(talc::wasm::new_wasm_dynamic_allocator());

/// Wipes what is freed. A token is not in its [`Secret`](crate::core::secret::Secret) alone: responses,
/// stored sessions and what grew while it was written hold it, too.
#[cfg(all(target_arch = "wasm32", any(feature = "npm", feature = "slim")))]
type Allocator = zeroizing_alloc::ZeroAlloc<talc::wasm::WasmDynamicTalc>;

/// Without std nothing formats a message: a panic is a trap, and the instance is given up.
#[cfg(all(target_arch = "wasm32", feature = "slim", not(feature = "web")))]
#[panic_handler]
fn panic(_: &::core::panic::PanicInfo<'_>) -> ! {
    ::core::arch::wasm32::unreachable()
}
