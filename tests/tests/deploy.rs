//! What lies in `sync-server/deploy` fits the server: the settings of unit and container are some, and what
//! they start is a command.

use std::process::Command;

const SERVER: &str = env!("CARGO_BIN_EXE_serve");

const UNIT: &str = include_str!("../../sync-server/deploy/rebound-sync-server.service");

const CONTAINER: &str = include_str!("../../sync-server/deploy/Containerfile");

const SETTINGS: &str = include_str!("../../sync-server/deploy/rebound-sync-server.toml");

/// The variables that a text sets.
fn variables(text: &str) -> Vec<(&str, &str)> {
    let words = text.split_whitespace().map(|word| word.trim_start_matches("Environment="));
    words
        .filter(|word| word.starts_with("REBOUND_"))
        .filter_map(|word| word.split_once('='))
        .collect()
}

#[test]
fn every_variable_of_unit_and_container_is_a_setting_and_together_they_are_sound() {
    for (text, least) in [(UNIT, 3), (CONTAINER, 5)] {
        let variables = variables(text);
        assert!(variables.len() >= least, "{variables:?}");
        for (name, _) in &variables {
            let is_known = SETTINGS.contains(&format!("`{name}`")) || *name == "REBOUND_CONFIG";
            assert!(is_known, "{name} is no setting");
        }
        // The file that the unit names is the operator's.
        let set = variables.into_iter().filter(|(name, _)| *name != "REBOUND_CONFIG");
        let mut command = Command::new(SERVER);
        command.args(["config", "check"]).env_remove("RUST_LOG").envs(set);
        let checked = command.output().unwrap();
        assert!(checked.status.success(), "{checked:?}");
    }
}

#[test]
fn what_unit_and_container_start_is_the_command_that_serves() {
    assert!(UNIT.contains("ExecStart=/usr/local/bin/rebound-sync-server serve\n"));
    assert!(CONTAINER.contains("ENTRYPOINT [\"rebound-sync-server\"]\nCMD [\"serve\"]"));
    // The program that is copied is the one that is built.
    let manifest = include_str!("../../sync-server/Cargo.toml");
    assert!(manifest.contains("name = \"rebound-sync-server\""));
    assert!(CONTAINER.contains("--profile dist -p rebound-sync-server"));
    assert!(CONTAINER.contains("/source/target/dist/rebound-sync-server /usr/local/bin/"));
}
