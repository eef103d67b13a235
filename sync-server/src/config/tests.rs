use clap::{Args, Command, FromArgMatches};

use super::*;

fn read(flags: &[&str], file: Option<&str>) -> Result<Config, InvalidConfig> {
    let command = SettingsLayer::augment_args(Command::new("serve").no_binary_name(true));
    let matches = command.try_get_matches_from(flags).unwrap();
    let layer = SettingsLayer::from_arg_matches(&matches).unwrap();
    let directory = tempfile::TempDir::new().unwrap();
    let path = directory.path().join("server.toml");
    if let Some(text) = file {
        fs::write(&path, text).unwrap();
    }
    Config::read(layer, &[], file.map(|_| path))
}

#[test]
fn without_options_only_this_machine_can_connect() {
    assert_eq!(read(&[], None).unwrap(), Config::default());
    assert!(Config::default().listen.ip().is_loopback());
}

#[test]
fn plain_http_on_an_address_that_others_can_reach_is_refused_unless_asked_for() {
    let public = ["--listen", "0.0.0.0:80"];
    assert!(matches!(read(&public, None), Err(InvalidConfig::Plain(_))));
    assert!(read(&["--listen", "0.0.0.0:80", "--plain-http"], None).is_ok());
    let tls = "listen = \"0.0.0.0:443\"\n[tls]\ncertificate = \"a.pem\"\nkey = \"b.pem\"\n";
    assert!(read(&[], Some(tls)).unwrap().tls.is_some());
    assert!(matches!(read(&["--tls-key", "b.pem"], None), Err(InvalidConfig::HalfTls)));
}

#[test]
fn metrics_without_a_credential_stay_on_this_machine() {
    let public = "[metrics]\nlisten = \"0.0.0.0:9100\"\n";
    assert!(matches!(read(&[], Some(public)), Err(InvalidConfig::PublicMetrics(_))));
}

#[test]
fn a_name_may_stand_for_an_address() {
    let listen = |text| read(&["--listen", text], None);
    assert_eq!(listen("localhost:7321").unwrap().listen, "127.0.0.1:7321".parse().unwrap());
    assert_eq!(listen("[::1]:80").unwrap().listen, "[::1]:80".parse().unwrap());
    for wrong in ["here", "localhost", "localhost:", "127.0.0.1:99999"] {
        let said = listen(wrong).unwrap_err().to_string();
        assert!(said.contains("listen") && said.contains("localhost:7321"), "{said}");
    }
}

#[test]
fn a_flag_wins_over_the_file_and_the_file_over_the_default() {
    let file = "data = \"/srv/rebound\"\n[limits]\nsockets_per_device = 3\n";
    let config = read(&["--data", "here"], Some(file)).unwrap();
    assert_eq!((config.data, config.limits.sockets_per_device), (PathBuf::from("here"), 3));
    let none = read(&[], Some("[limits]\nsockets_per_device = 0\n"));
    assert!(matches!(none, Err(InvalidConfig::Limit(_))));
}

#[test]
fn a_limit_of_the_command_line_wins_over_the_file() {
    let layer = confique::Layer::empty();
    let limit = "sockets_per_device=5".parse().unwrap();
    let config = Config::read(layer, &[limit], None).unwrap();
    assert_eq!(config.limits.sockets_per_device, 5);
}

#[test]
fn ways_to_sign_up_are_named() {
    assert_eq!(read(&["--sign-up", "closed"], None).unwrap().sign_up, SignUp::Closed);
    assert!(matches!(read(&["--sign-up", "all"], None), Err(InvalidConfig::SignUp(_))));
    let missing = read(&["--sign-up", "token:/not/there"], None);
    assert!(matches!(missing, Err(InvalidConfig::SignUpToken { .. })));
}

#[test]
fn a_misspelt_setting_in_the_file_is_named_with_what_is_allowed() {
    let said = read(&[], Some("[limits]\nsokets_per_device = 3\n")).unwrap_err().to_string();
    assert!(said.contains("sokets_per_device") && said.contains("/v1/limits"), "{said}");
    let said =
        Config::read(confique::Layer::empty(), &[], Some("nowhere.toml".into())).unwrap_err();
    assert!(said.to_string().contains("nowhere.toml"), "{said}");
}
