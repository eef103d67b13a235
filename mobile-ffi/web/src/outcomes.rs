//! With which kind of outcome each of the account's calls ends: TypeScript is told so.

macro_rules! outcomes {
    ($($Name:ident $kind:literal),*) => {$(
        #[doc = concat!("Ends with the outcome `", $kind, "`.")]
        #[derive(Debug)]
        pub(crate) enum $Name {}

        #[cfg(feature = "declarations")]
        impl ts_rs::TS for crate::host::Begun<$Name> {
            type WithoutGenerics = Self;
            type OptionInnerType = Self;

            fn name(_: &ts_rs::Config) -> String {
                concat!("Extract<CallOutcome, { kind: '", $kind, "' }>").to_owned()
            }

            fn inline(config: &ts_rs::Config) -> String {
                Self::name(config)
            }

            fn visit_dependencies(visitor: &mut impl ts_rs::TypeVisitor) {
                visitor.visit::<rebound_core::account::outcome::CallOutcome>();
            }
        }
    )*};
}

outcomes! {
    Asking "asking", Claimed "claimed", Devices "devices", Exported "exported", Finished "finished", Invited "invited",
    Invites "invites", Joined "joined", NewCode "new_code", News "news", PairingShown "pairing_shown",
    Registered "registered"
}
