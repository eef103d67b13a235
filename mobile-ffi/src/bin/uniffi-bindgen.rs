//! Writes the bindings of the built library for Kotlin, Swift or Python: UniFFI's own command.

fn main() {
    uniffi::uniffi_bindgen_main();
}
