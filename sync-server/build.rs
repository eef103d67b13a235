//! With the feature `app`: puts the app's files into the server.

#[cfg(feature = "app")]
#[path = "build/embedding.rs"]
mod embedding;

#[cfg(feature = "app")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    embedding::embed()
}

#[cfg(not(feature = "app"))]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
