//! Prints the TypeScript types of exams, of facts and of what follows from them.
//!
//! `cargo run -p rebound-core --features typescript --example typescript > rebound.d.ts`

use rebound_core::crossing::typescript;

#[expect(clippy::print_stdout, reason = "it prints them")]
fn main() {
    print!("{}", typescript::declarations());
}
