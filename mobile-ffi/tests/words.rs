//! Everything that crosses has words: they become KDoc, DocC and Python's help.

use std::env;

use uniffi_bindgen::macro_metadata::extract_from_library;
use uniffi_meta::{FieldMetadata, Metadata, VariantMetadata};

#[test]
fn every_item_that_crosses_has_words() {
    // It lies beside the tests that link it.
    let library = env::current_exe().unwrap().with_file_name(LIBRARY);
    let items = extract_from_library(library.as_path().try_into().unwrap()).unwrap();
    let mut seen = 0;
    let mut silent = Vec::new();
    for item in &items {
        each(item, &mut |name, words| {
            seen += 1;
            if words.as_ref().is_none_or(|words| words.trim().is_empty()) {
                silent.push(name);
            }
        });
    }
    silent.sort();
    assert!(silent.is_empty(), "{} without words:\n{}", silent.len(), silent.join("\n"));
    // So many at least; fewer would mean that they are not found any more.
    assert!(seen > 900, "{seen} items");
}

const LIBRARY: &str =
    if cfg!(target_os = "macos") { "librebound_mobile.dylib" } else { "librebound_mobile.so" };

/// Tells the name and the words of an item, and of each part of it.
fn each(item: &Metadata, tell: &mut impl FnMut(String, &Option<String>)) {
    match item {
        Metadata::Func(of) => tell(of.name.clone(), &of.docstring),
        Metadata::Object(of) => tell(of.name.clone(), &of.docstring),
        Metadata::CallbackInterface(of) => tell(of.name.clone(), &of.docstring),
        Metadata::CustomType(of) => tell(of.name.clone(), &of.docstring),
        Metadata::Constructor(of) => tell(format!("{}.{}", of.self_name, of.name), &of.docstring),
        Metadata::Method(of) => tell(format!("{}.{}", of.self_name, of.name), &of.docstring),
        Metadata::TraitMethod(of) => tell(format!("{}.{}", of.trait_name, of.name), &of.docstring),
        Metadata::Record(of) => {
            tell(of.name.clone(), &of.docstring);
            fields(&of.name, &of.fields, tell);
        }
        Metadata::Enum(of) => {
            tell(of.name.clone(), &of.docstring);
            for VariantMetadata { name, fields: held, docstring, .. } in &of.variants {
                let name = format!("{}.{name}", of.name);
                tell(name.clone(), docstring);
                // The one value of a case such as `FactBody.Attempt` is described by its own type.
                if let [_, _, ..] = held[..] {
                    fields(&name, held, tell);
                }
            }
        }
        // What they are made of has words of its own.
        Metadata::Namespace(_)
        | Metadata::UdlFile(_)
        | Metadata::UniffiTrait(_)
        | Metadata::ObjectTraitImpl(_) => {}
    }
}

fn fields(of: &str, fields: &[FieldMetadata], tell: &mut impl FnMut(String, &Option<String>)) {
    for field in fields {
        tell(format!("{of}.{}", field.name), &field.docstring);
    }
}
